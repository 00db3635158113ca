import type { DatabaseSync } from 'node:sqlite';
import type { SourceRecord } from '../../ports/manifest.js';
import type { Standby as StandbyPort } from '../../ports/standby.js';
import { toPortError } from '../shared/to-port-error.js';
import { planCopies, publishCopies, type Copy } from './copies.js';
import { advanceCopy, purgeCopies, replaceDocument, type CopiedPassage } from './copy-contents.js';
import { standbyCall, type StandbyDatabase } from './database.js';
import { loadPassages, searchStandby } from './search.js';
import { releaseLease, renewLease, acquireLease, type Lease } from './lease.js';
import { standbyState } from './standby-state.js';

/** The live passages on this machine's own disk: searches work while the vector database is away. */
export interface Standby extends StandbyPort {
  /** The exclusive right to write to it; null while another process holds it. Ends with `release`, or after 30 s of silence. */
  acquireWriter(): StandbyWriter | null;
}

/** The steps of `syncStandby`. Each is one transaction, and false when the lease was lost meanwhile. */
export interface StandbyWriter {
  plan(collection: string, sources: readonly SourceRecord[]): readonly Copy[] | false;
  replace(copy: Copy, document: string, passages: readonly CopiedPassage[]): boolean;
  advance(copy: Copy, mark: number): boolean;
  publish(collection: string, syncedAt: string): boolean;
  /** Deletes a little of what was dropped; false when nothing is left of it, too. */
  purge(): boolean;
  release(): void;
}

/** SQLite works on the calling thread: a search blocks it for some milliseconds. */
export function createStandby(database: StandbyDatabase): Standby {
  return {
    async searchLexical(scope, terms, limit, signal) {
      throwIfAborted('search', signal);
      return database.use('search', (open) => searchStandby(open, scope, terms, limit));
    },
    async load(scope, ids, signal) {
      throwIfAborted('load', signal);
      return database.use('load', (open) => loadPassages(open, scope, ids));
    },
    state: (scope) => database.use('state', (open) => standbyState(open, scope)),
    acquireWriter() {
      const lease = database.change('acquire', (open) => acquireLease(open, Date.now()));
      return lease === null ? null : createWriter(database, lease);
    },
  };
}

function createWriter(database: StandbyDatabase, lease: Lease): StandbyWriter {
  const underLease = <Result>(operation: string, work: (open: DatabaseSync) => Result) =>
    database.change(operation, (open) => renewLease(open, lease, Date.now()) && work(open));
  const done = (operation: string, work: (open: DatabaseSync) => void): boolean =>
    underLease(operation, (open) => {
      work(open);
      return true;
    });
  return {
    plan: (collection, sources) =>
      underLease('plan', (open) => planCopies(open, collection, sources)),
    replace: ({ id }, document, passages) =>
      done('copy', (open) => replaceDocument(open, id, document, passages)),
    advance: ({ id }, mark) => done('copy', (open) => advanceCopy(open, id, mark)),
    publish: (collection, syncedAt) =>
      done('publish', (open) => publishCopies(open, collection, syncedAt)),
    purge: () => underLease('purge', purgeCopies),
    release: () => database.change('release', (open) => releaseLease(open, lease)),
  };
}

function throwIfAborted(operation: string, signal: AbortSignal): void {
  if (signal.aborted) throw toPortError(signal.reason, standbyCall(operation), signal);
}
