import { join, resolve } from 'node:path';
import { z } from 'zod';
import { serviceEnvironment, type Environment } from '../config/host-environment.js';
import { keepRunning, type RestartListeners } from './keep-running.js';
import { freePort, requireFreePorts } from './ports.js';
import { findQdrantBinary } from './qdrant-binary.js';
import { startService } from './start-service.js';

export interface QdrantOptions {
  /** A Qdrant that runs already: then nothing is started and nothing is stopped. */
  readonly url?: string | undefined;
  /** Holds the collections, in `qdrant/`, and the log, in `logs/`. */
  readonly dataDir: string;
  /** Fails when one is taken. Without it: any free ports. */
  readonly ports?: { readonly http: number; readonly grpc: number } | undefined;
  /** What requests must then carry as `api-key`. Without it, every process of this machine may ask. */
  readonly apiKey?: string | undefined;
  /** Restarts it whenever it ends by itself, and tells these. */
  readonly restarts?: RestartListeners | undefined;
  /** Where executables are looked for; of it, services get only what they need. */
  readonly environment: Environment;
}

/** A Qdrant to work with. `pid` and `version` are known only of one we started. */
export interface Qdrant {
  readonly url: string;
  /** Of one that was started with a key. */
  readonly apiKey?: string;
  /** Where it came from, in words for people. */
  readonly how: string;
  readonly version?: string;
  readonly pid?: number;
  /** Ends what was started here. Idempotent. */
  stop(): Promise<void>;
}

/** Uses the Qdrant at `url`, or starts one on loopback and resolves when it serves. */
export async function startQdrant(options: QdrantOptions): Promise<Qdrant> {
  if (options.url !== undefined) {
    return { url: options.url, how: 'set by QDRANT_URL', stop: () => Promise.resolve() };
  }
  const { environment } = options;
  const binary = await findQdrantBinary(environment);
  const { http, grpc } = options.ports ?? { http: await freePort(), grpc: await freePort() };
  await requireFreePorts('Qdrant', [http, grpc], 'set QDRANT_URL to use it');
  const url = `http://127.0.0.1:${http}`;
  const folder = resolve(options.dataDir, 'qdrant');
  const spec = {
    name: 'Qdrant',
    command: binary.file,
    args: [],
    workingFolder: folder,
    environment: {
      ...serviceEnvironment(environment),
      QDRANT__SERVICE__HOST: '127.0.0.1',
      QDRANT__SERVICE__HTTP_PORT: String(http),
      QDRANT__SERVICE__GRPC_PORT: String(grpc),
      QDRANT__STORAGE__STORAGE_PATH: join(folder, 'storage'),
      QDRANT__STORAGE__SNAPSHOTS_PATH: join(folder, 'snapshots'),
      // A web page that somebody has open must not reach it: by default any origin may.
      QDRANT__SERVICE__ENABLE_CORS: 'false',
      ...(options.apiKey !== undefined && { QDRANT__SERVICE__API_KEY: options.apiKey }),
      QDRANT__TELEMETRY_DISABLED: 'true',
      QDRANT__LOG_LEVEL: 'WARN',
    },
    logFile: resolve(options.dataDir, 'logs', 'qdrant.log'),
    ask: () => askVersion(url),
  };
  const service = await startService(spec);
  const restart = async () => (await startService(spec)).process;
  const process = options.restarts
    ? keepRunning(service.process, { ...spec, restart, ...options.restarts })
    : service.process;
  return {
    url,
    ...(options.apiKey !== undefined && { apiKey: options.apiKey }),
    how: binary.how,
    version: service.answer,
    get pid() {
      return process.pid;
    },
    stop: () => process.stop(),
  };
}

const greeting = z.object({ version: z.string() });

async function askVersion(url: string): Promise<string> {
  const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) });
  if (!ready.ok) throw new Error(`Qdrant is not ready: ${await ready.text()}`);
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
  return greeting.parse(await response.json()).version;
}
