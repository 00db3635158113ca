import { Connection } from '@temporalio/client';
import { resolve } from 'node:path';
import { serviceEnvironment, type Environment } from '../config/host-environment.js';
import { keepRunning, type RestartListeners } from './keep-running.js';
import { freePort, requireFreePorts } from './ports.js';
import { startService } from './start-service.js';
import { findTemporalBinary } from './temporal-binary.js';

export interface TemporalOptions {
  /** A Temporal that runs already: then nothing is started and nothing is stopped. */
  readonly address?: string | undefined;
  /** Holds the log, in `logs/`, and the database, in `temporal/`. */
  readonly dataDir: string;
  /** On disk, everything survives a restart; in memory, nothing does. */
  readonly storage: 'disk' | 'memory';
  readonly ui: boolean;
  /** Fails when one is taken. Without it: any free ports. */
  readonly ports?: { readonly grpc: number; readonly ui: number } | undefined;
  /** Search attributes to register in the namespace `default`, with their types: `Keyword`, `Bool` … */
  readonly searchAttributes?: Readonly<Record<string, string>>;
  /** Further settings of the server, `key=value`. */
  readonly dynamicConfig?: readonly string[];
  /** Restarts it whenever it ends by itself, and tells these. */
  readonly restarts?: RestartListeners | undefined;
  /** Where executables are looked for; of it, services get only what they need. */
  readonly environment: Environment;
  readonly onProgress: (text: string) => void;
}

/** A Temporal to work with. `uiUrl`, `version` and `pid` are known only of one we started. */
export interface Temporal {
  readonly address: string;
  readonly uiUrl?: string;
  /** Where it came from, in words for people. */
  readonly how: string;
  /** Of the server. */
  readonly version?: string;
  readonly pid?: number;
  /** Ends what was started here. Idempotent. */
  stop(): Promise<void>;
}

/** Uses the Temporal at `address`, or starts a dev server on loopback and resolves when it serves. */
export async function startTemporal(options: TemporalOptions): Promise<Temporal> {
  if (options.address !== undefined) {
    return {
      address: options.address,
      how: 'set by TEMPORAL_ADDRESS',
      stop: () => Promise.resolve(),
    };
  }
  const { environment } = options;
  const binary = await findTemporalBinary(environment, options.onProgress);
  const ports = options.ports ?? { grpc: await freePort(), ui: await freePort() };
  await requireFreePorts(
    'Temporal',
    options.ui ? [ports.grpc, ports.ui] : [ports.grpc],
    'set TEMPORAL_ADDRESS to use it',
  );
  const address = `127.0.0.1:${ports.grpc}`;
  const folder = resolve(options.dataDir, 'temporal');
  const spec = {
    name: 'Temporal',
    command: binary.file,
    args: serverArguments(options, ports, resolve(folder, 'temporal.db')),
    workingFolder: folder,
    environment: { ...runtime, ...serviceEnvironment(environment) },
    logFile: resolve(options.dataDir, 'logs', 'temporal.log'),
    ask: () => askVersion(address),
  };
  const service = await startService(spec);
  const restart = async () => (await startService(spec)).process;
  const process = options.restarts
    ? keepRunning(service.process, { ...spec, restart, ...options.restarts })
    : service.process;
  return {
    address,
    ...(options.ui && { uiUrl: `http://127.0.0.1:${ports.ui}` }),
    how: binary.how,
    version: service.answer,
    get pid() {
      return process.pid;
    },
    stop: () => process.stop(),
  };
}

function serverArguments(
  options: TemporalOptions,
  ports: { readonly grpc: number; readonly ui: number },
  database: string,
): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(ports.grpc)],
    ...(options.ui ? ['--ui-port', String(ports.ui)] : ['--headless']),
    // The default journal takes twice as long per commit; every commit is still on disk.
    ...(options.storage === 'disk'
      ? [
          '--db-filename',
          database,
          ...each('--sqlite-pragma', ['journal_mode=WAL', 'synchronous=FULL']),
        ]
      : []),
    ...each('--dynamic-config-value', [...dynamicConfig, ...(options.dynamicConfig ?? [])]),
    ...each(
      '--search-attribute',
      Object.entries(options.searchAttributes ?? {}).map(([name, type]) => `${name}=${type}`),
    ),
  ];
}

const dynamicConfig = [
  // The dev server has one shard, which by default looks for tasks to dispatch 20 times a second.
  'history.transferProcessorMaxPollRPS=200',
  // The same for timers. Those due within the shift are put off to its end, so that with the default
  // of a second every retry waits one; it covers for clocks that differ, and here there is one.
  'history.timerProcessorMaxPollRPS=200',
  'history.timerProcessorMaxTimeShift="10ms"',
  // A worker may get its next activity with the reply to its workflow task (the default since 1.32).
  'system.enableActivityEagerExecution=true',
  // One tenant's backlog does not starve the others (fairness keys; off by default).
  'matching.enableFairness=true',
  // A queue is served by one server here: parts of it cost polls and make rate limits coarse.
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
];

/** Less often collected, the server's garbage takes a sixth less of a processor, for some 100 MB. */
const runtime = { GOGC: '400' };

const each = (flag: string, values: readonly string[]): string[] =>
  values.flatMap((value) => [flag, value]);

/** The server's version, once its namespace `default` can be used. */
async function askVersion(address: string): Promise<string> {
  const connection = await Connection.connect({
    address,
    connectTimeout: '2 seconds',
    // Against a server still starting, gRPC's own first pause would be a second.
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 50, 'grpc.max_reconnect_backoff_ms': 200 },
  });
  try {
    return await connection.withDeadline(Date.now() + 2000, async () => {
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      const { serverVersion } = await connection.workflowService.getSystemInfo({});
      return serverVersion;
    });
  } finally {
    await connection.close();
  }
}
