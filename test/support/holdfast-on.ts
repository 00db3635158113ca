import type { Client } from '@temporalio/client';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Holdfast } from '../../src/client.js';
import { connectTemporal } from '../../src/client/temporal.js';
import { loadConfig, type Config } from '../../src/config.js';
import { startWorker, type HoldfastWorker } from '../../src/worker.js';
import type { TestNamespace } from './namespace.js';

/** A Holdfast of its own on shared servers: namespace, collections and data folder are fresh. */
export interface TestHoldfast {
  readonly client: Holdfast;
  /** The same namespace, past our own client. */
  readonly temporal: Client;
  readonly config: Config;
  /** The environment it was configured with, for starting further workers as processes. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts a worker in place of the one there is, with some of the environment changed. */
  restartWorker(changes?: Readonly<Record<string, string>>): Promise<HoldfastWorker>;
  stopWorker(): Promise<void>;
  close(): Promise<void>;
}

export interface TestHoldfastOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Without one, the test starts workers itself. */
  readonly worker?: boolean;
}

export interface TestServers extends TestNamespace {
  readonly qdrantUrl: string;
  readonly collection: string;
}

export async function startHoldfastOn(
  { address, namespace, qdrantUrl, collection }: TestServers,
  options: TestHoldfastOptions = {},
): Promise<TestHoldfast> {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-data-'));
  const environment = {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    QDRANT_URL: qdrantUrl,
    HOLDFAST_COLLECTION: collection,
    HOLDFAST_DATA_DIR: dataDir,
    ...options.environment,
  };
  const configure = (env: Readonly<Record<string, string>>) =>
    loadConfig({ env: { ...withoutEncoder(env), ...env }, envFile: null });
  let worker: HoldfastWorker | undefined;
  const stopWorker = async () => {
    await worker?.shutdown();
    worker = undefined;
  };
  const restartWorker = async (changes = {}) => {
    await stopWorker();
    return (worker = await startWorker(configure({ ...environment, ...changes })));
  };
  if (options.worker !== false) await restartWorker();
  const there = {
    address: environment.TEMPORAL_ADDRESS,
    namespace: environment.TEMPORAL_NAMESPACE,
  };
  const client = await connect(there);
  const temporal = await connectTemporal(there);
  return {
    client,
    temporal,
    config: configure(environment),
    environment: { ...withoutEncoder(environment), ...environment },
    restartWorker,
    stopWorker,
    async close() {
      await client.close();
      await temporal.connection.close();
      await stopWorker();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The encoder in the worker is loaded by its own tests only: without a vendor, search is by words. */
function withoutEncoder(environment: Readonly<Record<string, string>>): Record<string, string> {
  const vendor = environment['OPENAI_API_KEY'] ?? environment['HOLDFAST_EMBEDDING_BASE_URL'];
  return { HOLDFAST_EMBEDDING: vendor === undefined ? 'none' : 'auto' };
}
