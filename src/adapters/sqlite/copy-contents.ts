import type { DatabaseSync } from 'node:sqlite';
import type { Passage } from '../../contracts/passage.js';
import type { SparseVector } from '../../ports/passage-store.js';
import { copyToken, packTerms, termToken } from './packed-terms.js';

export type CopiedPassage = Passage & { readonly terms: SparseVector };

/** A document as it is now; without passages where it is gone. */
export interface CopiedDocument {
  readonly document: string;
  readonly passages: readonly CopiedPassage[];
}

/** Replaces what the copy holds of a document. Cached answers do not outlive one that is gone. */
export function replaceDocument(
  database: DatabaseSync,
  copy: number,
  document: string,
  passages: readonly CopiedPassage[],
): void {
  const old = '(SELECT row FROM passages WHERE copy = ? AND document = ?)';
  database.prepare(`DELETE FROM postings WHERE rowid IN ${old}`).run(copy, document);
  database.prepare(`DELETE FROM passages WHERE row IN ${old}`).run(copy, document);
  if (passages.length === 0) {
    database
      .prepare(
        'DELETE FROM answers WHERE (tenant, corpus) IN (SELECT tenant, corpus FROM copies WHERE id = ?)',
      )
      .run(copy);
  }
  const insert = database.prepare(
    `INSERT INTO passages (copy, id, document, version, title, heading, start, end, tokens, text, terms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const index = database.prepare('INSERT INTO postings (rowid, copy, terms) VALUES (?, ?, ?)');
  for (const { id, version, title, heading, start, end, tokens, text, terms } of passages) {
    const place = [copy, id, document, version, title, heading, start, end, tokens] as const;
    const { lastInsertRowid } = insert.run(...place, text, packTerms(terms));
    index.run(lastInsertRowid, copyToken(copy), terms.indices.map(termToken).join(' '));
  }
}

/** Records that the copy holds everything up to `mark`. */
export function advanceCopy(database: DatabaseSync, copy: number, mark: number): void {
  database.prepare('UPDATE copies SET mark = ? WHERE id = ?').run(mark, copy);
}

/** Few enough to delete within a few milliseconds, since SQLite blocks its thread. */
const purgedAtOnce = 200;

/** Deletes some of what dropped copies hold. False when nothing is left to delete. */
export function purgeCopies(database: DatabaseSync): boolean {
  const rows = database
    .prepare(
      `SELECT row FROM passages WHERE copy IN (SELECT id FROM copies WHERE state = 'dropped') LIMIT ?`,
    )
    .all(purgedAtOnce)
    .map(({ row }) => row);
  if (rows.length === 0) {
    database.exec(`DELETE FROM copies WHERE state = 'dropped'`);
    return false;
  }
  const these = JSON.stringify(rows);
  for (const [table, key] of [
    ['postings', 'rowid'],
    ['passages', 'row'],
  ] as const) {
    database
      .prepare(`DELETE FROM ${table} WHERE ${key} IN (SELECT value FROM json_each(?))`)
      .run(these);
  }
  return true;
}
