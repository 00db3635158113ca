import { createHash } from 'node:crypto';
import type { Scope } from '../contracts/passage.js';

/** Same for the same question of the same tenant and corpus, whatever its spacing, case or width. */
export function questionKey({ tenant, corpus }: Scope, question: string): string {
  const normalised = question.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
  return createHash('sha256')
    .update(JSON.stringify([tenant, corpus, normalised]))
    .digest('hex');
}
