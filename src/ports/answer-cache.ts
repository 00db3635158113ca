import type { CachedAnswer } from '../contracts/answer.js';
import type { Scope } from '../contracts/passage.js';

/** Whose answers: one corpus of one tenant. */
export type AnswerOwner = Pick<Scope, 'tenant' | 'corpus'>;

/** Whole, undegraded answers by the key of their exact question: one for each, the newest. */
export interface AnswerCache {
  /** Null without one, or with one that this version cannot read. */
  find(owner: AnswerOwner, questionKey: string, signal: AbortSignal): Promise<CachedAnswer | null>;
  save(
    owner: AnswerOwner,
    questionKey: string,
    answer: CachedAnswer,
    signal: AbortSignal,
  ): Promise<void>;
  /** Deletes the corpus' answers: any of them may tell what a document said that is gone. */
  forget(owner: AnswerOwner, signal: AbortSignal): Promise<void>;
}

/** The cache that all workers share. */
export interface SharedAnswerCache extends AnswerCache {
  /** Makes it writable. */
  prepare(signal: AbortSignal): Promise<void>;
  /** Deletes the corpus' answers of other index versions, and those from before `closedBefore` (ISO 8601). */
  expire(
    owner: AnswerOwner,
    current: { readonly indexVersion: string; readonly closedBefore: string },
    signal: AbortSignal,
  ): Promise<void>;
}
