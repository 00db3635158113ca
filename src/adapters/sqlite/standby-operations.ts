import type { DatabaseSync } from 'node:sqlite';
import type { Passage, Scope } from '../../contracts/passage.js';
import type { CachedAnswer } from '../../contracts/answer.js';
import type { QueryTerms } from '../../core/query-terms.js';
import type { AnswerOwner } from '../../ports/answer-cache.js';
import type { SourceRecord } from '../../ports/manifest.js';
import type { LexicalHits } from '../../ports/passage-index.js';
import type { StandbyState } from '../../ports/standby.js';
import { findAnswer, forgetAnswers, saveAnswer } from './answer-cache.js';
import { planCopies, publishCopies, type Copy } from './copies.js';
import { advanceCopy, purgeCopies, replaceDocument, type CopiedDocument } from './copy-contents.js';
import type { StandbyDatabase } from './database.js';
import { acquireLease, releaseLease, renewLease, type Lease } from './lease.js';
import { loadPassages, searchStandby } from './search.js';
import { standbyState } from './standby-state.js';

/**
 * All that is done with a standby's file. SQLite works on the calling thread, so workers call these on
 * threads of their own. What changes a copy is one transaction each, and false when the lease was lost.
 */
export interface StandbyOperations {
  readonly search: (scope: Scope, terms: QueryTerms, limit: number) => LexicalHits;
  readonly load: (scope: Scope, ids: readonly string[]) => readonly Passage[];
  readonly state: (scope: Scope) => StandbyState;
  readonly findAnswer: (owner: AnswerOwner, questionKey: string) => string | null;
  readonly saveAnswer: (owner: AnswerOwner, questionKey: string, answer: CachedAnswer) => void;
  readonly forgetAnswers: (owner: AnswerOwner) => void;
  readonly acquire: () => Lease | null;
  readonly plan: (
    lease: Lease,
    collection: string,
    sources: readonly SourceRecord[],
  ) => readonly Copy[] | false;
  readonly replace: (lease: Lease, copy: Copy, documents: readonly CopiedDocument[]) => boolean;
  readonly advance: (lease: Lease, copy: Copy, mark: number) => boolean;
  readonly publish: (lease: Lease, collection: string, syncedAt: string) => boolean;
  /** Deletes a little of what was dropped; false when nothing is left of it, too. */
  readonly purge: (lease: Lease) => boolean;
  readonly release: (lease: Lease) => void;
}

/** Calls one of them, here or on another thread. */
export type StandbyCall = <Name extends keyof StandbyOperations>(
  name: Name,
  ...args: Parameters<StandbyOperations[Name]>
) => Promise<ReturnType<StandbyOperations[Name]>>;

export function standbyOperations(database: StandbyDatabase): StandbyOperations {
  const underLease = <Result>(
    operation: string,
    lease: Lease,
    work: (open: DatabaseSync) => Result,
  ) => database.change(operation, (open) => renewLease(open, lease, Date.now()) && work(open));
  const done = (operation: string, lease: Lease, work: (open: DatabaseSync) => void): boolean =>
    underLease(operation, lease, (open) => {
      work(open);
      return true;
    });
  return {
    search: (scope, terms, limit) =>
      database.use('search', (open) => searchStandby(open, scope, terms, limit)),
    load: (scope, ids) => database.use('load', (open) => loadPassages(open, scope, ids)),
    state: (scope) => database.use('state', (open) => standbyState(open, scope)),
    findAnswer: (owner, questionKey) =>
      database.use('find answer', (open) => findAnswer(open, owner, questionKey)),
    saveAnswer: (owner, questionKey, answer) =>
      database.change('save answer', (open) => saveAnswer(open, owner, questionKey, answer)),
    forgetAnswers: (owner) =>
      database.change('forget answers', (open) => forgetAnswers(open, owner)),
    acquire: () => database.change('acquire', (open) => acquireLease(open, Date.now())),
    plan: (lease, collection, sources) =>
      underLease('plan', lease, (open) => planCopies(open, collection, sources)),
    replace: (lease, { id }, documents) =>
      done('copy', lease, (open) => {
        for (const { document, passages } of documents) {
          replaceDocument(open, id, document, passages);
        }
      }),
    advance: (lease, { id }, mark) => done('copy', lease, (open) => advanceCopy(open, id, mark)),
    publish: (lease, collection, syncedAt) =>
      done('publish', lease, (open) => publishCopies(open, collection, syncedAt)),
    purge: (lease) => underLease('purge', lease, purgeCopies),
    release: (lease) => database.change('release', (open) => releaseLease(open, lease)),
  };
}

/** Calls them on this thread. */
export function directCalls(database: StandbyDatabase): StandbyCall {
  const operations = standbyOperations(database);
  return async (name, ...args) => {
    const operation = operations[name] as (...given: typeof args) => never;
    return operation(...args);
  };
}
