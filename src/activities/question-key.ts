import { createHash } from 'node:crypto';
import type { Question } from '../contracts/answer.js';

/**
 * Same only for questions that get the same answer from the same documents: the exact text, where it
 * is asked, and `settings`, everything configured that shapes an answer.
 */
export function questionKey(
  { question, tenant, corpus, topK }: Pick<Question, 'question' | 'tenant' | 'corpus' | 'topK'>,
  settings: string,
): string {
  return createHash('sha256')
    .update(JSON.stringify([tenant, corpus, topK, question, settings]))
    .digest('hex');
}
