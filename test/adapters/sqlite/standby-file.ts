import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import {
  openStandbyDatabase,
  type StandbyDatabase,
} from '../../../src/adapters/sqlite/database.js';
import { createStandby, type Standby } from '../../../src/adapters/sqlite/standby.js';
import { temporaryFolder } from '../../stack/temporary-folder.js';

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
  return { file, database, standby: createStandby(database) };
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
