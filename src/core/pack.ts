import type { Candidate } from '../contracts/passage.js';

export interface PackInput<Passage> {
  /** Best first. */
  readonly candidates: readonly Passage[];
  readonly budgetTokens: number;
  /** Most passages. */
  readonly max: number;
}

export interface Packed<Passage> {
  readonly passages: readonly Passage[];
  readonly tokens: number;
}

/**
 * Takes passages in order while they fit and skips those that do not, so a smaller one further down
 * can still use the room. When not one fits, the best is taken alone: the activity that loads it cuts it to the
 * budget.
 */
export function pack<Passage extends Pick<Candidate, 'tokens'>>({
  candidates,
  budgetTokens,
  max,
}: PackInput<Passage>): Packed<Passage> {
  const passages: Passage[] = [];
  let tokens = 0;
  for (const candidate of candidates) {
    if (passages.length >= max) break;
    if (tokens + candidate.tokens > budgetTokens) continue;
    passages.push(candidate);
    tokens += candidate.tokens;
  }
  const [best] = candidates;
  if (passages.length === 0 && best && max > 0) return { passages: [best], tokens: budgetTokens };
  return { passages, tokens };
}
