import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import {
  openStandbyDatabase,
  type StandbyDatabase,
} from '../../../src/adapters/sqlite/database.js';
import { createStandby, type Standby } from '../../../src/adapters/sqlite/standby.js';
import { directCalls } from '../../../src/adapters/sqlite/standby-operations.js';
import { syncStandby } from '../../../src/adapters/sqlite/sync.js';
import { queryTerms } from '../../../src/core/query-terms.js';
import { temporaryFolder } from '../../stack/temporary-folder.js';
import type { SampleIndex } from './sample-index.js';

export interface StandbyFile {
  readonly file: string;
  readonly database: StandbyDatabase;
  readonly standby: Standby;
}

/** A standby on a file of its own, closed and gone with the test. */
export async function standbyFile(): Promise<StandbyFile> {
  return openStandby(join(await temporaryFolder(), 'worker', 'standby.sqlite'));
}

/** Another opening of the same file, as a restart or a second process makes it. */
export function openStandby(file: string): StandbyFile {
  const database = openStandbyDatabase(file);
  onTestFinished(() => database.close());
  return { file, database, standby: createStandby(directCalls(database)) };
}

/** Runs SQLite's own checks, those of the full-text index too; returns how many passages there are. */
export function checkFile(file: string): number {
  const database = new DatabaseSync(file);
  try {
    const result = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
    if (result !== 'ok') throw new Error(String(result));
    database.exec(`INSERT INTO postings (postings) VALUES ('integrity-check')`);
    return Number(database.prepare('SELECT count(*) AS n FROM passages').get()?.['n']);
  } finally {
    database.close();
  }
}

/** Brings the standby in line with the sample. */
export async function sync(
  { manifest, store, collection }: SampleIndex,
  standby: Standby,
): Promise<void> {
  const { signal } = new AbortController();
  await syncStandby({ manifest, store, standby, collection, signal });
}

/** Sorted texts of what a search in the sample's corpus finds. */
export async function find(standby: Standby, words: string): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const scope = { tenant: 'acme', corpus: 'handbook' };
  const { candidates } = await standby.searchLexical(scope, queryTerms(words), 50, signal);
  const ids = candidates.map(({ id }) => id);
  return (await standby.load(scope, ids, signal)).map(({ text }) => text).sort();
}
