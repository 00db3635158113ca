import { chmodSync, closeSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { errorShape } from '../../core/error-shape.js';
import { toPortError } from '../shared/to-port-error.js';
import type { VendorCall } from '../shared/vendor-call.js';
import { schema, schemaVersion } from './schema.js';

/** How long a statement waits, blocking, for another process on the same file. */
const busyTimeoutMs = 2_000;

/** The standby's file. Opened at first use; several processes may share it. */
export interface StandbyDatabase {
  /** Runs statements. Throws PortError; a damaged file is set aside first, and the next use finds an empty one. */
  use<Result>(operation: string, work: (database: DatabaseSync) => Result): Result;
  /** The same in one transaction: all of it, or nothing when it throws. */
  change<Result>(operation: string, work: (database: DatabaseSync) => Result): Result;
  close(): void;
}

/** A damaged file is kept as `<file>.damaged`, replacing an earlier one. */
export function openStandbyDatabase(file: string): StandbyDatabase {
  let open: { readonly database: DatabaseSync; readonly inode: number } | undefined;

  function opened(): DatabaseSync {
    open ??= openFile(file);
    return open.database;
  }

  function close(): void {
    open?.database.close();
    open = undefined;
  }

  /** Another process may have set the file aside already: its successor is not ours to touch. */
  function setAside(): void {
    const inode = open?.inode ?? inodeOf(file);
    try {
      close();
    } finally {
      open = undefined;
      if (inode !== undefined && inodeOf(file) === inode) {
        renameSync(file, `${file}.damaged`);
        for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
      }
    }
  }

  function use<Result>(operation: string, work: (database: DatabaseSync) => Result): Result {
    try {
      return work(opened());
    } catch (error) {
      if (isDamage(error)) setAside();
      throw toPortError(error, standbyCall(operation), noSignal);
    }
  }

  return {
    use,
    change: (operation, work) => use(operation, (database) => inTransaction(database, work)),
    close,
  };
}

const noSignal = new AbortController().signal;

/** One kind of statement as its errors name it: `standby search (sqlite): disk full`. */
export function standbyCall(operation: string): VendorCall {
  return { provider: 'standby', operation, model: 'sqlite' };
}

function openFile(file: string): { readonly database: DatabaseSync; readonly inode: number } {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Every tenant's texts are in it. SQLite gives its other files the same mode.
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs });
  try {
    // In WAL mode readers never wait; NORMAL may lose the last commits in a power cut, which are copied again.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    inTransaction(database, prepareSchema);
    return { database, inode: inodeOf(file) ?? 0 };
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepareSchema(database: DatabaseSync): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version === 0) database.exec(schema);
  else if (version !== schemaVersion) throw new OtherSchema(version);
}

function inTransaction<Result>(
  database: DatabaseSync,
  work: (database: DatabaseSync) => Result,
): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work(database);
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk, for one, has rolled it back already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

class OtherSchema extends Error {
  override readonly name = 'OtherSchema' as const;
  constructor(version: number) {
    super(`the file has schema ${version}, this Holdfast has ${schemaVersion}`);
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB, https://www.sqlite.org/rescode.html */
const damage = ['SQLITE_11', 'SQLITE_26'];

function isDamage(error: unknown): boolean {
  return (
    error instanceof OtherSchema || errorShape(error).codes.some((code) => damage.includes(code))
  );
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}
