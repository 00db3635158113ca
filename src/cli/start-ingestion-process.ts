import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { runnerArguments, runsFromSources } from '../adapters/shared/source-runner.js';
import { polls } from '../adapters/temporal/pollers.js';
import { connectTemporal } from '../client/temporal.js';
import type { Config } from '../config.js';
import { writtenAddress, type ListenAddress } from '../config/formats.js';
import { processEnvironment } from '../config/process-environment.js';
import { isVariable } from '../config/variables.js';
import { queues } from '../contracts/names.js';
import type { ManagedProcess } from '../stack/managed-process.js';
import { startService } from '../stack/start-service.js';

const entry = new URL(`./ingestion-process.${runsFromSources ? 'ts' : 'js'}`, import.meta.url);
/** As in bin/holdfast.js. */
const littleGarbage = '--max-semi-space-size=4';
/** Longer than the worker gives its running activities. */
const stopGraceMs = 30_000;

/**
 * Starts an ingestion worker with a low CPU priority and resolves once it polls for work. It has the
 * configuration of this process and finds the stack through the data folder.
 */
export async function startIngestionProcess(config: Config): Promise<ManagedProcess> {
  const { temporal } = config;
  const client = await connectTemporal({ ...temporal, address: temporal.address ?? undefined });
  try {
    const { process: started } = await startService({
      name: 'The ingestion worker',
      command: process.execPath,
      args: [littleGarbage, ...runnerArguments(), fileURLToPath(entry)],
      workingFolder: process.cwd(),
      environment: environmentOf(config),
      logFile: resolve(config.dataDir, 'logs', 'ingestion.out'),
      stopGraceMs,
      inBackground: true,
      ask: ({ pid }) => requirePoller(client, pid),
    });
    return started;
  } finally {
    await client.connection.close();
  }
}

/** The environment of this process with the configuration it uses, which may differ from its variables. */
function environmentOf({ environment, dataDir, operations }: Config): Record<string, string> {
  const surroundings = Object.entries(processEnvironment()).flatMap(([name, value]) =>
    value === undefined || isVariable(name) ? [] : [[name, value] as const],
  );
  return {
    ...Object.fromEntries(surroundings),
    ...environment(),
    HOLDFAST_DATA_DIR: resolve(dataDir),
    HOLDFAST_METRICS_ADDRESS: addressBeside(operations.metrics),
    HOLDFAST_WORK: 'ingestion',
  };
}

/** Two processes cannot share a port: the next one. The child picks another where that is taken. */
function addressBeside(address: ListenAddress | null): string {
  if (address === null) return 'off';
  const { host, port } = address;
  return writtenAddress({ host, port: port < 65_535 ? port + 1 : port - 1 });
}

async function requirePoller(client: Client, pid: number): Promise<void> {
  if (!(await polls(client, pid, queues.ingest))) throw new Error('does not poll');
}

/** The log file of that process. */
export function ingestionLog({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, 'logs', 'ingestion.log');
}
