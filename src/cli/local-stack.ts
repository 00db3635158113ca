import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.js';
import { processEnvironment } from '../config/process-environment.js';
import { Secret } from '../config/secret.js';
import { onOwnStack } from '../config/temporal.js';
import { searchAttributeTypes } from '../contracts/names.js';
import { freePort, isPortFree } from '../stack/ports.js';
import { keepRunning, type KeptProcess, type RestartListeners } from '../stack/keep-running.js';
import { removeStackFile, stopLeftovers, writeStackFile } from '../stack/stack-file.js';
import { startStack, type Stack } from '../stack/stack.js';
import { startWorker, type HoldfastWorker } from '../worker.js';
import { workflowBundlePath } from '../worker/workflow-bundle.js';
import { ingestionLog, startIngestionProcess } from './start-ingestion-process.js';

/** A complete Holdfast, started by this process on a data folder. */
export interface LocalStack {
  readonly stack: Stack;
  /** The worker that answers questions. */
  readonly worker: HoldfastWorker;
  /** Stops exactly what was started. Idempotent. */
  stop(): Promise<void>;
}

export interface LocalStackOptions {
  readonly config: Config;
  /** `usual`: the default ports where they are free, so that people find things where they expect them. */
  readonly ports: 'usual' | 'free';
  readonly onProgress: (text: string) => void;
}

/**
 * Starts Temporal and Qdrant (each unless the configuration has an address), a worker for questions in
 * this process and one for ingestions in its own, and records them for other commands. When a part fails
 * to start, everything started before is stopped.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { config, onProgress } = options;
  const { dataDir } = config;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // An earlier version may have made it readable for others.
  await chmod(dataDir, 0o700);
  for (const pid of await stopLeftovers(dataDir)) {
    onProgress(`Stopped process ${pid}, left over from an earlier run.`);
  }
  onProgress('Starting Temporal and Qdrant.');
  let ingestion: KeptProcess | undefined;
  // One after the other: each writes the numbers of all processes as they are then.
  let recorded = Promise.resolve();
  const record = (): Promise<void> =>
    (recorded = recorded
      .catch(() => undefined)
      .then(() => writeStackFile(dataDir, stack, ingestion ? [ingestion.pid] : [])));
  const restarts = { onProgress, onRestarted: record };
  const stack = await startServices(options, restarts);
  const stopping: (() => Promise<void>)[] = [() => stack.stop()];
  const stop = once(() => stopAll(stopping.reverse()));
  try {
    await record();
    stopping.push(() => removeStackFile(dataDir));
    onProgress('Starting the workers.');
    // Both workers need it; build it once.
    await workflowBundlePath();
    const found = withAddresses(config, stack);
    const starting = [
      startWorker({ ...found, work: 'questions' }).then((worker) => {
        // Prevents an unhandled rejection; `running` is awaited later.
        worker.running.catch(() => undefined);
        return worker;
      }),
      startIngestionProcess(found).then(async (first) => {
        const restart = () => startIngestionProcess(found);
        const logFile = ingestionLog(found);
        ingestion = keepRunning(first, {
          name: 'The ingestion worker',
          logFile,
          restart,
          ...restarts,
        });
        await record();
      }),
    ] as const;
    // When one fails to start, the other must be stopped as well.
    const [answering] = await Promise.allSettled(starting);
    stopping.push(async () => {
      await Promise.all([
        answering.status === 'fulfilled' && answering.value.shutdown(),
        ingestion?.stop(),
      ]);
    });
    const [worker] = await Promise.all(starting);
    return { stack, worker, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServices(
  { config, ports, onProgress }: LocalStackOptions,
  restarts: RestartListeners,
): Promise<Stack> {
  const usual = ports === 'usual';
  return startStack({
    dataDir: config.dataDir,
    environment: processEnvironment(),
    onProgress,
    temporal: {
      ...(config.temporal.address === null ? {} : { address: config.temporal.address }),
      restarts,
      storage: 'disk',
      ui: true,
      ports: {
        grpc: usual ? await portNear(7233) : await freePort(),
        ui: usual ? await portNear(8233) : await freePort(),
      },
      searchAttributes: Object.fromEntries(
        Object.entries(searchAttributeTypes).map(([name, type]) => [name, titleCase(type)]),
      ),
    },
    qdrant: {
      restarts,
      ...(config.qdrant.url === null
        ? { apiKey: config.qdrant.apiKey?.reveal() ?? (await qdrantKey(config.dataDir)) }
        : { url: config.qdrant.url }),
      ports: {
        http: usual ? await portNear(6333) : await freePort(),
        grpc: usual ? await portNear(6334) : await freePort(),
      },
    },
  });
}

/** The configuration of a worker on this stack. */
function withAddresses(config: Config, { temporal, qdrant }: Stack): Config {
  return {
    ...config,
    temporal:
      config.temporal.address === null
        ? onOwnStack(config.temporal, temporal.address)
        : config.temporal,
    qdrant: {
      ...config.qdrant,
      url: qdrant.url,
      apiKey: qdrant.apiKey === undefined ? config.qdrant.apiKey : new Secret(qdrant.apiKey),
    },
  };
}

/** The key of the Qdrant on this data folder: made once, so that workers survive a restart of it. */
async function qdrantKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'qdrant-api-key');
  const made = randomBytes(24).toString('base64url');
  try {
    await writeFile(file, made, { mode: 0o600, flag: 'wx' });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFile(file, 'utf8');
  }
}

async function portNear(usual: number): Promise<number> {
  return (await isPortFree(usual)) ? usual : freePort();
}

/** KEYWORD as Temporal's command line expects it: Keyword. */
function titleCase(type: string): string {
  return type.charAt(0) + type.slice(1).toLowerCase();
}

/** Stops parts one after the other, even when one fails to stop, and throws the first failure at the end. */
export async function stopAll(parts: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) {
    await part().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}
