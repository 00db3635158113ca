import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { mostCommitsBehind } from '../../contracts/limits.js';
import type { Scope } from '../../contracts/passage.js';
import type { StandbyState } from '../../ports/standby.js';

const never = new Date(0).toISOString();

const row = z.object({
  source: z.string(),
  state: z.enum(['building', 'serving']),
  mark: z.number(),
  behind: z.number(),
  syncedAt: z.string(),
});

export function standbyState(database: DatabaseSync, { tenant, corpus }: Scope): StandbyState {
  const rows = database
    .prepare(
      `SELECT source, state, mark, max(0, known - mark) AS behind, syncedAt FROM copies
       WHERE tenant = ? AND corpus = ? AND state <> 'dropped'`,
    )
    .all(tenant, corpus);
  const copies = z.array(row).parse(rows);
  const serving = copies.filter(({ state }) => state === 'serving');
  const served = new Set(serving.map(({ source }) => source));
  const commitsBehind = serving.reduce((sum, { behind }) => sum + behind, 0);
  return {
    complete:
      // Of sources that had committed nothing yet, being in line with them says nothing.
      serving.some(({ mark }) => mark > 0) &&
      copies.every(({ source }) => served.has(source)) &&
      commitsBehind <= mostCommitsBehind,
    commitsBehind,
    syncedAt: serving.map(({ syncedAt }) => syncedAt).sort()[0] ?? never,
  };
}
