import { ok, partialDeepStrictEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openStandbyDatabase } from '../../src/adapters/sqlite/database.js';
import { createStandby } from '../../src/adapters/sqlite/standby.js';
import { directCalls } from '../../src/adapters/sqlite/standby-operations.js';
import { eventually } from './eventually.js';
import type { TestHoldfast } from './holdfast.js';

const scope = { tenant: 'default', corpus: 'default' };

/** Resolves when the worker's standby holds all that the default corpus holds now. */
export async function untilStandbyIsComplete({
  config,
}: Pick<TestHoldfast, 'config'>): Promise<void> {
  const now = new Date().toISOString();
  const database = openStandbyDatabase(join(config.dataDir, 'standby.sqlite'));
  try {
    const standby = createStandby(directCalls(database));
    await eventually(async () => {
      const state = await standby.state(scope);
      partialDeepStrictEqual(state, { complete: true, commitsBehind: 0 });
      ok(state.syncedAt >= now, `the standby was last complete at ${state.syncedAt}`);
    });
  } finally {
    database.close();
  }
}

/** As if the worker, which is stopped, had not copied any passages yet. */
export function loseCopies({ config }: Pick<TestHoldfast, 'config'>): void {
  const database = new DatabaseSync(join(config.dataDir, 'standby.sqlite'));
  database.exec('DELETE FROM copies');
  database.close();
}
