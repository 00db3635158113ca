import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStandbyDatabase } from '../../src/adapters/sqlite/database.js';
import { createStandby } from '../../src/adapters/sqlite/standby.js';
import type { TestHoldfast } from './holdfast.js';

const scope = { tenant: 'default', corpus: 'default' };

/** Resolves when the worker's standby holds all of the default corpus. */
export async function untilStandbyIsComplete({ config }: TestHoldfast): Promise<void> {
  const database = openStandbyDatabase(join(config.dataDir, 'standby.sqlite'));
  try {
    const standby = createStandby(database);
    for (let tries = 0; tries < 200; tries += 1) {
      const { complete, commitsBehind } = standby.state(scope);
      if (complete && commitsBehind === 0) return;
      await sleep(50);
    }
    throw new Error('the standby did not catch up');
  } finally {
    database.close();
  }
}
