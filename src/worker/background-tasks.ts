import type { Client } from '@temporalio/client';
import { Runtime } from '@temporalio/worker';
import type { Config } from '../config.js';
import type { QueueLimits } from '../ports/queue-limits.js';
import { expireAnswers, type ExpiryPorts } from './expire-answers.js';
import { rebuildOutdatedIndex, type RebuildPorts } from './rebuild-index.js';
import { liftStaleLimits } from './stale-limits.js';
import type { BackgroundTask } from './run-periodically.js';

export interface TaskPorts extends RebuildPorts, ExpiryPorts {
  readonly limits: QueueLimits;
  /** Brings the standby up to date with what was committed since. */
  syncStandby(signal: AbortSignal): Promise<void>;
}

/** The background tasks of a worker: the standby serves questions, rebuilding an index is ingestion. */
export function backgroundTasks(
  config: Config,
  client: Client,
  ports: TaskPorts,
): readonly BackgroundTask[] {
  const standby: BackgroundTask = {
    name: 'Copying the index to the standby',
    // One cheap request while nothing new is committed.
    everyMs: 2_000,
    run: (signal) => ports.syncStandby(signal),
  };
  const rebuilding: BackgroundTask = {
    name: 'Checking whether the index matches the configuration',
    everyMs: 2_000,
    once: true,
    run: (signal) => rebuildOutdatedIndex(client, ports, signal),
  };
  const expiry: BackgroundTask = {
    name: 'Deleting outdated cached answers',
    everyMs: 3_600_000,
    run: (signal) => expireAnswers(ports, config.answers.cache.maxAgeMs, signal),
  };
  return [
    ...(config.work === 'ingestion' ? [] : [standby, expiry]),
    ...(config.work === 'questions' ? [] : [rebuilding]),
    {
      name: 'Lifting expired rate limits',
      everyMs: 15_000,
      async run(signal) {
        for (const queue of await liftStaleLimits(config, ports.limits, signal)) {
          Runtime.instance().logger.info(`Lifted an expired rate limit of ${queue}`);
        }
      },
    },
  ];
}
