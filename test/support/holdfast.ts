import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Holdfast } from '../../src/client.js';
import { loadConfig, type Config } from '../../src/config.js';
import { startWorker, type HoldfastWorker } from '../../src/worker.js';
import './quiet-runtime.js';
import { qdrantUrl, testCollectionPrefix, testNamespace } from './stack.js';

/** A Holdfast of its own on the shared servers: namespace, collections and data folder are fresh. */
export interface TestHoldfast {
  readonly client: Holdfast;
  readonly config: Config;
  /** The environment it was configured with, for starting further workers as processes. */
  readonly environment: Readonly<Record<string, string>>;
  stopWorker(): Promise<void>;
  close(): Promise<void>;
}

export interface TestHoldfastOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Without one, the test starts workers itself. */
  readonly worker?: boolean;
}

export async function startHoldfast(options: TestHoldfastOptions = {}): Promise<TestHoldfast> {
  const { address, namespace } = await testNamespace();
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-data-'));
  const environment = {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    QDRANT_URL: qdrantUrl(),
    HOLDFAST_COLLECTION: testCollectionPrefix(),
    HOLDFAST_DATA_DIR: dataDir,
    ...options.environment,
  };
  const config = loadConfig({ env: environment, envFile: null });
  let worker: HoldfastWorker | undefined =
    options.worker === false ? undefined : await startWorker(config);
  const client = await connect({
    address: environment.TEMPORAL_ADDRESS,
    namespace: environment.TEMPORAL_NAMESPACE,
  });
  const stopWorker = async () => {
    await worker?.shutdown();
    worker = undefined;
  };
  return {
    client,
    config,
    environment,
    stopWorker,
    async close() {
      await client.close();
      await stopWorker();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
