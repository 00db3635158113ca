import type { Command } from 'commander';
import { connectTemporal } from '../../client/temporal.js';
import { loadConfig, type Config } from '../../config.js';
import { readStackFile } from '../../stack/stack-file.js';
import { findTemporal } from '../connect.js';
import { note, print } from '../print.js';
import { stopSignal } from '../stop-signal.js';

const help = `
Uses TEMPORAL_ADDRESS and QDRANT_URL; what is not set is that of the stack "holdfast up" started on
HOLDFAST_DATA_DIR, else the usual address. Any number of workers may run; rates set by HOLDFAST_*_RPS
are for all of them together. Ctrl-C lets running work end, then stops.

The log goes to standard output: as JSON lines, or as short ones where that is a terminal.

Examples:
  TEMPORAL_ADDRESS=temporal:7233 QDRANT_URL=http://qdrant:6333 holdfast worker`;

const usualQdrant = 'http://127.0.0.1:6333';

export function addWorker(program: Command): void {
  program
    .command('worker')
    .summary('run a worker against a Temporal and a Qdrant that run already')
    .description('Runs one worker, in the foreground.')
    .addHelpText('after', help)
    .action(work);
}

async function work(): Promise<void> {
  const config = await withFoundAddresses(loadConfig());
  await requireTemporal(config);
  const { setUpRuntime } = await import('../worker-runtime.js');
  const { startWorker } = await import('../../worker.js');
  const as = process.stdout.isTTY ? 'text' : 'json';
  await setUpRuntime(config, [{ to: print, from: 'info', as }]);
  const worker = await startWorker(config);
  for (const notice of worker.notices) note(notice);
  note(`The worker runs against Temporal and ${config.qdrant.url}. Ctrl-C stops it.`);
  try {
    await Promise.race([worker.running, stopSignal()]);
  } finally {
    await worker.shutdown();
  }
}

/** Says so in our words, where the worker's own connection would speak of transports. */
async function requireTemporal({ temporal }: Config): Promise<void> {
  const client = await connectTemporal({ ...temporal, address: temporal.address ?? undefined });
  await client.connection.close();
}

async function withFoundAddresses(config: Config): Promise<Config> {
  const { address = null, namespace, environment } = await findTemporal(config);
  const stack = await readStackFile(config.dataDir);
  return {
    ...config,
    temporal: { address, namespace, environment },
    qdrant: { ...config.qdrant, url: config.qdrant.url ?? stack?.qdrantUrl ?? usualQdrant },
  };
}
