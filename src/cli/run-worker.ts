import { connectTemporal } from '../client/temporal.js';
import type { Config } from '../config.js';
import { Secret } from '../config/secret.js';
import { readStackFile, type StackRecord } from '../stack/stack-file.js';
import { startWorker } from '../worker.js';
import { findTemporal } from './connect.js';
import { note } from './print.js';
import { stopSignal } from './stop-signal.js';
import type { LogTarget } from './worker-log.js';
import { setUpRuntime } from './worker-runtime.js';

const defaultQdrant = 'http://127.0.0.1:6333';

/** Runs a worker until a stop signal. */
export async function runWorker(config: Config, log: LogTarget): Promise<void> {
  const found = await withFoundAddresses(config);
  await requireTemporal(found);
  await setUpRuntime(found, [log]);
  const worker = await startWorker(found);
  for (const notice of worker.notices) note(notice);
  note(`The worker is running, with Qdrant at ${found.qdrant.url}. Press Ctrl-C to stop.`);
  try {
    await Promise.race([worker.running, stopSignal()]);
  } finally {
    await worker.shutdown();
  }
}

/** Throws our own error message; the worker's connection would report a transport error. */
async function requireTemporal({ temporal }: Config): Promise<void> {
  const client = await connectTemporal({ ...temporal, address: temporal.address ?? undefined });
  await client.connection.close();
}

async function withFoundAddresses(config: Config) {
  const { address = null, namespace, environment } = await findTemporal(config);
  const stack = await readStackFile(config.dataDir);
  return {
    ...config,
    temporal: { address, namespace, environment },
    qdrant: { ...config.qdrant, ...qdrantOf(config, stack) },
  };
}

function qdrantOf(
  { qdrant }: Config,
  stack: StackRecord | null,
): { url: string; apiKey: Secret | null } {
  if (qdrant.url !== null || stack === null) {
    return { url: qdrant.url ?? defaultQdrant, apiKey: qdrant.apiKey };
  }
  const { qdrantUrl: url, qdrantApiKey: key } = stack;
  return { url, apiKey: key === undefined ? qdrant.apiKey : new Secret(key) };
}
