import { termWeights, type CitedPassage, type ReadPassage } from './passage-sentences.js';
import type { Span } from './split-blocks.js';
import { tokenize } from './tokenize.js';

/** The sentence of a passage that says what a claim says, and how much of it, 0 to 1. */
export interface Support {
  readonly passage: CitedPassage;
  readonly span: Span;
  readonly share: number;
}

/** Finds the best support of a claim in all passages or in the one at an index; null when there is none. */
export type FindSupport = (claim: string, passageIndex?: number) => Support | null;

/** What a word counts that stands around the sentence and not in it. */
const contextShare = 0.4;
/** What is left of the support when none of the claim's numbers stands in the sentence. */
const withoutNumbers = 0.4;
const number = /^\p{N}[\p{N}.,]*$/u;
const bigramScript = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * Judges a sentence by the weighted share of the claim's words that it contains, less where numbers
 * of the claim are missing: a wrong number makes a wrong claim of right words. A Korean claim about an
 * English passage is judged by what both can spell, names and numbers, if that is two terms.
 */
export function supportIn(passages: readonly ReadPassage[]): FindSupport {
  const weight = termWeights(passages);
  return (claim, passageIndex) => {
    const terms = [...new Set(tokenize(claim))];
    if (terms.length === 0) return null;
    const searched =
      passageIndex === undefined ? passages : passages.slice(passageIndex, passageIndex + 1);
    let best: Support | null = null;
    for (const { passage, sentences, topic } of searched) {
      const common = bigramScript.test(passage.text)
        ? terms
        : terms.filter((term) => !bigramScript.test(term));
      if (common.length < Math.min(2, terms.length)) continue;
      const numbers = common.filter((term) => number.test(term));
      const words = common.filter((term) => !number.test(term));
      for (const [position, sentence] of sentences.entries()) {
        const around = [topic, sentences[position - 1]?.terms, sentences[position + 1]?.terms];
        const wordShare = share(words, weight, (term) => {
          if (sentence.terms.has(term)) return 1;
          return around.some((near) => near?.has(term)) ? contextShare : 0;
        });
        const numberShare = share(numbers, weight, (term) => (sentence.terms.has(term) ? 1 : 0));
        const support = wordShare * (withoutNumbers + (1 - withoutNumbers) * numberShare);
        if (support > (best?.share ?? 0)) best = { passage, span: sentence, share: support };
      }
    }
    return best;
  };
}

/** The weighted mean of what each term counts; 1 where there is none to miss. */
function share(
  terms: readonly string[],
  weight: (term: string) => number,
  counts: (term: string) => number,
): number {
  const total = terms.reduce((sum, term) => sum + weight(term), 0);
  return total > 0 ? terms.reduce((sum, term) => sum + weight(term) * counts(term), 0) / total : 1;
}
