import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerArguments, runsFromSources } from '../adapters/shared/source-runner.js';
import { connectTemporal, requireWorker } from '../client/temporal.js';
import type { Config } from '../config.js';
import { processEnvironment } from '../config/process-environment.js';
import { queues } from '../contracts/names.js';
import { serviceEnvironment } from '../stack/host-environment.js';
import type { ManagedProcess } from '../stack/managed-process.js';
import { startService } from '../stack/start-service.js';

const entry = new URL(`./ingestion-process.${runsFromSources ? 'ts' : 'js'}`, import.meta.url);

/**
 * Starts a worker for ingestions, behind everything else that wants the processor, and resolves when it
 * takes work. It is configured as this process is and finds the stack recorded on its data folder.
 */
export async function startIngestionProcess(config: Config): Promise<ManagedProcess> {
  const { temporal, dataDir } = config;
  const client = await connectTemporal({ ...temporal, address: temporal.address ?? undefined });
  try {
    const { process: started } = await startService({
      name: 'The worker for ingestions',
      command: process.execPath,
      args: [...runnerArguments(), fileURLToPath(entry)],
      workingFolder: process.cwd(),
      environment: {
        ...serviceEnvironment(processEnvironment()),
        ...config.environment(),
        HOLDFAST_DATA_DIR: resolve(dataDir),
        HOLDFAST_WORK: 'ingestion',
      },
      logFile: resolve(dataDir, 'logs', 'ingestion.log'),
      inBackground: true,
      ask: () => requireWorker(client, queues.ingest),
    });
    return started;
  } finally {
    await client.connection.close();
  }
}
