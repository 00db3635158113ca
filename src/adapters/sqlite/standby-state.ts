import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { mostCommitsBehind } from '../../contracts/limits.js';
import type { Scope } from '../../contracts/passage.js';

/** How far a tenant's corpus on this disk may be trusted. */
export interface StandbyState {
  /** Every source of the corpus is here, and not too far behind. */
  readonly complete: boolean;
  /** Commits known of and not copied yet; what happened since `syncedAt` nobody here can know. */
  readonly commitsBehind: number;
  /** ISO time at which the source that waited longest was last in line with the index. */
  readonly syncedAt: string;
}

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
