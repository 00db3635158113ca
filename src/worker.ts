import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { createTemporalSharedCircuits, reloadPlan } from './adapters/temporal/shared-circuits.js';
import { untilPolling } from './adapters/temporal/pollers.js';
import { createTemporalQueueLimits } from './adapters/temporal/queue-limits.js';
import { registerSearchAttributes } from './adapters/temporal/register-search-attributes.js';
import type { Config } from './config.js';
import { recorderOf } from './core/recorder.js';
import { dependenciesOf } from './services.js';
import { createActivities } from './worker/activities.js';
import { currentQueue } from './worker/activity-context.js';
import { backgroundTasks } from './worker/background-tasks.js';
import { publishCircuits } from './worker/circuit-metrics.js';
import { openCircuits } from './worker/circuits/circuits.js';
import { createWorkers, workflowQueues } from './worker/create-workers.js';
import { notifierOf } from './worker/notifier.js';
import { configuredCollection } from './worker/plans.js';
import { openPorts } from './worker/ports.js';
import { runTogether, shutDown } from './worker/run-together.js';
import { runPeriodically } from './worker/run-periodically.js';
import { recordZeros } from './worker/zero-metrics.js';

export { loadConfig, type Config, type ConfigSources } from './config.js';
export { ConfigError } from './config/config-error.js';

/** A running worker process: the task queues its configuration wants, over one connection. */
export interface HoldfastWorker {
  /** What an operator should know, such as missing rights; empty when all is well. */
  readonly notices: readonly string[];
  /** Resolves after `shutdown()`; rejects when the worker can no longer run. */
  readonly running: Promise<void>;
  /** Lets running activities end, then stops polling. Idempotent. */
  shutdown(): Promise<void>;
}

/**
 * Connects to Temporal and starts the worker; resolves when Temporal has seen it poll, so that clients find
 * it. Throws when it cannot start, and leaves nothing open then.
 */
export async function startWorker(config: Config): Promise<HoldfastWorker> {
  const opened: (() => unknown)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const { client, workers, notices } = await openWorkers(config, opened);
    const ended = new AbortController();
    const running = runTogether(workers).finally(() => {
      ended.abort();
      return closeAll();
    });
    await Promise.race([running, untilPolling(client, workflowQueues[config.work], ended.signal)]);
    return {
      notices,
      running,
      async shutdown() {
        shutDown(workers);
        await running;
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Everything a worker consists of; adds to `opened` how each part is closed. */
async function openWorkers(config: Config, opened: (() => unknown)[]) {
  const connection = await connect(config);
  opened.push(() => connection.close());
  const { namespace } = config.temporal;
  const client = new Client({ connection, namespace });
  const registration = await registerSearchAttributes(connection, namespace);

  const record = recorderOf(Runtime.instance().metricMeter);
  recordZeros(record);

  const identity = `holdfast/${randomUUID()}`;
  const shared = createTemporalSharedCircuits(client);
  const limits = createTemporalQueueLimits(client, identity);
  const circuits = openCircuits(config, { shared, process: identity, currentQueue });
  opened.push(() => circuits.stop());
  const ports = openPorts(config, circuits);
  opened.push(() => ports.close());
  const notifier = notifierOf(config, record);
  const activities = createActivities({
    config,
    ports,
    circuits,
    limits,
    notifier,
    record,
    searchAttributes: registration.ok,
  });
  // Entities live longer than configurations.
  await Promise.all(dependenciesOf(config).map(({ name }) => reloadPlan(client, name)));
  const published = publishCircuits(record, circuits, dependenciesOf(config));
  opened.push(() => published.stop());
  const collection = configuredCollection(config);
  const tasks = backgroundTasks(config, client, { ...ports, limits, collection });
  const background = runPeriodically(tasks, { record, notifier });
  opened.push(() => background.stop());
  const workers = await createWorkers(connection, config, activities);
  const warnings = config.warnings.map(({ variable, message }) => `${variable} ${message}.`);
  const missing = registration.ok ? [] : [withoutSearchAttributes(registration.why)];
  return { client, workers, notices: [...warnings, ...missing] };
}

function connect({ temporal }: Config): Promise<NativeConnection> {
  const { connectionOptions } = loadClientConnectConfig({
    overrideEnvVars: temporal.environment(),
  });
  const { address } = temporal;
  return NativeConnection.connect({ ...connectionOptions, ...(address ? { address } : {}) });
}

function withoutSearchAttributes(why: string): string {
  return `Running without search attributes: ${why}. Questions are not filterable in the UI.`;
}
