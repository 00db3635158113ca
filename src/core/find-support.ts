import {
  termWeights,
  type CitedPassage,
  type PassageSentence,
  type ReadPassage,
} from './passage-sentences.js';
import type { Span } from './split-blocks.js';
import { tokenize } from './tokenize.js';

/** The sentence of a passage that says what a claim says, and how much of it, 0 to 1. */
export interface Support {
  readonly passage: CitedPassage;
  readonly span: Span;
  readonly share: number;
}

/** What a term counts that stands around the sentence and not in it. */
const contextShare = 0.4;
/** A wrong number makes a wrong claim of right words. Numbers count only where they stand. */
const numberWeight = 2.5;
const number = /^\p{N}[\p{N}.,]*$/u;

/**
 * The best sentence for a claim among these passages, or among one of them: by the weighted share of
 * the claim's terms that it contains. Null when the claim has no terms.
 */
export function findSupport(
  passages: readonly ReadPassage[],
): (claim: string, only?: number) => Support | null {
  const weight = termWeights(passages);
  return (claim, only) => {
    const terms = [...new Set(tokenize(claim))].map((term) => ({
      term,
      weight: weight(term) * (number.test(term) ? numberWeight : 1),
    }));
    const total = terms.reduce((sum, { weight }) => sum + weight, 0);
    const searched = only === undefined ? passages : passages.slice(only, only + 1);
    let best: Support | null = null;
    for (const { passage, sentences, topic } of searched) {
      sentences.forEach((sentence, position) => {
        const around = [topic, sentences[position - 1]?.terms, sentences[position + 1]?.terms];
        const covered = terms.reduce((sum, { term, weight }) => {
          if (sentence.terms.has(term)) return sum + weight;
          const isAround = !number.test(term) && around.some((near) => near?.has(term));
          return isAround ? sum + weight * contextShare : sum;
        }, 0);
        const share = total > 0 ? covered / total : 0;
        if (share > (best?.share ?? 0)) best = { passage, span: sentence, share };
      });
    }
    return best;
  };
}
void (0 as unknown as PassageSentence);
