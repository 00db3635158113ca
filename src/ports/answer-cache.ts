import type { CachedAnswer } from '../contracts/activities.js';

/** Cached answers: whole and undegraded, to the exact same question. */
export interface AnswerCache {
  /** Newest first, at most `limit`. */
  find(questionKey: string, limit: number, signal: AbortSignal): Promise<readonly CachedAnswer[]>;
}
