import type { CachedAnswer } from '../contracts/activities.js';

/** Earlier answers: completed, answered, undegraded runs of the same question. */
export interface AnswerCache {
  /** Newest first, at most `limit`. */
  find(questionKey: string, limit: number, signal: AbortSignal): Promise<readonly CachedAnswer[]>;
}
