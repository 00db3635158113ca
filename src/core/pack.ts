import type { Candidate } from '../contracts/passage.js';

export interface PackInput {
  /** Best first. */
  readonly candidates: readonly Pick<Candidate, 'id' | 'tokens'>[];
  readonly budgetTokens: number;
  /** Most passages. */
  readonly max: number;
}

export interface Packed {
  readonly ids: readonly string[];
  readonly tokens: number;
}

/**
 * Takes passages in order while they fit and skips those that do not, so a smaller one further down
 * can still use the room. Never exceeds the budget: no ids for a non-empty list means that not one
 * passage fits.
 */
export function pack({ candidates, budgetTokens, max }: PackInput): Packed {
  const ids: string[] = [];
  let tokens = 0;
  for (const candidate of candidates) {
    if (ids.length >= max) break;
    if (tokens + candidate.tokens > budgetTokens) continue;
    ids.push(candidate.id);
    tokens += candidate.tokens;
  }
  return { ids, tokens };
}
