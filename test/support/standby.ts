import { join } from 'node:path';
import { openStandbyDatabase } from '../../src/adapters/sqlite/database.js';
import { createStandby } from '../../src/adapters/sqlite/standby.js';
import type { TestHoldfast } from './holdfast.js';
import { until } from './until.js';

const scope = { tenant: 'default', corpus: 'default' };

/** Resolves when the worker's standby holds all that the default corpus holds now. */
export async function untilStandbyIsComplete({
  config,
}: Pick<TestHoldfast, 'config'>): Promise<void> {
  const now = new Date().toISOString();
  const database = openStandbyDatabase(join(config.dataDir, 'standby.sqlite'));
  try {
    const standby = createStandby(database);
    await until('a complete standby', () => {
      const { complete, commitsBehind, syncedAt } = standby.state(scope);
      return complete && commitsBehind === 0 && syncedAt >= now ? true : undefined;
    });
  } finally {
    database.close();
  }
}
