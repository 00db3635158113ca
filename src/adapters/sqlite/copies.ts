import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { SourceRef } from '../../contracts/ingest.js';
import type { SourceRecord } from '../../ports/manifest.js';
import { forgetAnswers } from './answer-cache.js';

/** A copy to bring up to date, from `mark` on. */
export interface Copy {
  readonly id: number;
  readonly mark: number;
  readonly swept: number;
}

const copyRow = z.object({
  id: z.number(),
  state: z.enum(['building', 'serving']),
  since: z.string(),
  mark: z.number(),
  swept: z.number(),
});

/**
 * Decides which copy of each source to continue: the one under way, the one that serves, or a new one
 * where that is too old to follow or of a source that was begun anew. What no longer belongs to the
 * collection is dropped; what serves another one serves on until everything here is complete. Cached
 * answers of a corpus that lost a source are deleted.
 */
export function planCopies(
  database: DatabaseSync,
  collection: string,
  sources: readonly SourceRecord[],
): Copy[] {
  const names = JSON.stringify(sources.map(nameOf));
  database
    .prepare(
      `DELETE FROM answers WHERE (tenant, corpus) IN (
         SELECT tenant, corpus FROM copies WHERE collection = $collection AND state <> 'dropped'
           AND json_array(tenant, corpus, source) NOT IN (SELECT value FROM json_each($names)))`,
    )
    .run({ $collection: collection, $names: names });
  database
    .prepare(
      `UPDATE copies SET state = 'dropped' WHERE
         collection = $collection AND json_array(tenant, corpus, source) NOT IN (SELECT value FROM json_each($names))
         OR collection <> $collection AND state = 'building'`,
    )
    .run({ $collection: collection, $names: names });
  return sources.map((source) => planCopy(database, source));
}

function planCopy(database: DatabaseSync, record: SourceRecord): Copy {
  const { collection, tenant, corpus, source, since = '', commit, sweptCommit } = record;
  const which = [collection, tenant, corpus, source];
  const rows = database
    .prepare(
      `UPDATE copies SET known = max(known, ?)
       WHERE collection = ? AND tenant = ? AND corpus = ? AND source = ? AND state <> 'dropped'
       RETURNING id, state, since, mark, swept`,
    )
    .all(commit, ...which);
  const copies = z.array(copyRow).parse(rows);
  const usable = copies.filter((copy) => canFollow(copy, record)).sort((a, b) => b.id - a.id);
  for (const { id, state } of copies) {
    if (state === 'building' && id !== usable[0]?.id) dropCopy(database, id);
  }
  if (usable[0]) return usable[0];
  // Removed and begun anew, or too old to tell what was deleted since.
  if (copies.length > 0) forgetAnswers(database, { tenant, corpus });
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO copies (collection, tenant, corpus, source, since, known, swept)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(...which, since, commit, sweptCommit);
  return { id: Number(lastInsertRowid), mark: 0, swept: sweptCommit };
}

function canFollow(copy: z.output<typeof copyRow>, record: SourceRecord): boolean {
  return copy.since === (record.since ?? '') && !missesTombstones(copy, record);
}

/** Whether tombstones that the copy has not seen are gone: what they would bury stays in it for good. */
export function missesTombstones({ mark, swept }: Copy, { sweptCommit }: SourceRecord): boolean {
  return sweptCommit > Math.max(mark, swept);
}

function dropCopy(database: DatabaseSync, id: number): void {
  database.prepare(`UPDATE copies SET state = 'dropped' WHERE id = ?`).run(id);
}

/**
 * Lets the copies that have caught up serve, in place of the older ones. While another collection
 * serves, nothing changes until every copy of this one is complete: then all of them take over at once.
 */
export function publishCopies(database: DatabaseSync, collection: string, syncedAt: string): void {
  database
    .prepare(
      `UPDATE copies SET syncedAt = ? WHERE collection = ? AND state <> 'dropped' AND mark >= known`,
    )
    .run(syncedAt, collection);
  const unfinished = database
    .prepare(`SELECT 1 FROM copies WHERE collection = ? AND state = 'building' AND mark < known`)
    .get(collection);
  const otherServes = database
    .prepare(`SELECT 1 FROM copies WHERE collection <> ? AND state = 'serving'`)
    .get(collection);
  if (unfinished && otherServes) return;
  database
    .prepare(
      `UPDATE copies SET state = 'dropped' WHERE state = 'serving' AND (
         collection <> $collection OR EXISTS (
           SELECT 1 FROM copies AS newer WHERE newer.state = 'building' AND newer.mark >= newer.known
             AND (newer.collection, newer.tenant, newer.corpus, newer.source)
               = (copies.collection, copies.tenant, copies.corpus, copies.source)))`,
    )
    .run({ $collection: collection });
  database
    .prepare(
      `UPDATE copies SET state = 'serving' WHERE state = 'building' AND collection = ? AND mark >= known`,
    )
    .run(collection);
}

function nameOf({ tenant, corpus, source }: SourceRef): string {
  return JSON.stringify([tenant, corpus, source]);
}
