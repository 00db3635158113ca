import type { Client } from '@temporalio/client';
import { Runtime } from '@temporalio/worker';
import type { Config } from '../config.js';
import type { QueueLimits } from '../ports/queue-limits.js';
import { rebuildOutdatedIndex, type RebuildPorts } from './rebuild-index.js';
import { liftStaleLimits } from './stale-limits.js';
import type { Chore } from './upkeep.js';

export interface ChorePorts extends RebuildPorts {
  readonly limits: QueueLimits;
  /** Brings the standby up to date with what was committed since. */
  syncStandby(signal: AbortSignal): Promise<void>;
}

/** What a worker looks after: the standby is for questions, rebuilding an index is ingestion. */
export function choresOf(config: Config, client: Client, ports: ChorePorts): readonly Chore[] {
  const standby: Chore = {
    name: 'Copying the index to the standby',
    // When nothing was committed that is one cheap request.
    everyMs: 2_000,
    run: (signal) => ports.syncStandby(signal),
  };
  const rebuilding: Chore = {
    name: 'Looking for an index that the configuration has outgrown',
    everyMs: 2_000,
    once: true,
    run: (signal) => rebuildOutdatedIndex(client, ports, signal),
  };
  return [
    ...(config.work === 'ingestion' ? [] : [standby]),
    ...(config.work === 'questions' ? [] : [rebuilding]),
    {
      name: 'Lifting limits that nobody stands for any more',
      everyMs: 15_000,
      async run(signal) {
        for (const queue of await liftStaleLimits(config, ports.limits, signal)) {
          Runtime.instance().logger.info(`Lifted a limit of ${queue} that was left behind`);
        }
      },
    },
  ];
}
