import { termWeights, type CitedPassage, type ReadPassage } from './passage-sentences.js';
import type { Span } from './split-blocks.js';
import { tokenize } from './tokenize.js';

/** What of a passage says what a claim says, and how much of the claim, 0 to 1. */
export interface Support {
  readonly passage: CitedPassage;
  readonly span: Span;
  readonly share: number;
}

/** Finds the best support of a claim in all passages or in the one at an index; null when there is none. */
export type FindSupport = (claim: string, passageIndex?: number) => Support | null;

/** What a word counts that stands around the quote and not in it. */
const contextShare = 0.4;
/** What is left of the support when none of the claim's numbers stands in the quote. */
const withoutNumbers = 0.25;
/** Two sentences are quoted where they say this much more of the claim than one. */
const costOfPair = 0.1;

/**
 * Judges each sentence, and each two side by side, by the weighted share of the claim's words in it,
 * less where numbers of the claim are missing: a wrong number makes a wrong claim of right words. A
 * Korean claim that names an English passage is judged by the names and numbers both can spell, if
 * those are two.
 */
export function supportIn(passages: readonly ReadPassage[]): FindSupport {
  const weight = termWeights(passages);
  const readings = passages.map((read) => ({
    passage: read.passage,
    isBigram: bigramScript.test(read.passage.text),
    stretches: stretchesOf(read),
  }));
  return (claim, passageIndex) => {
    const terms = [...new Set(tokenize(claim))];
    if (terms.length === 0) return null;
    const named = passageIndex !== undefined;
    let best: Support | null = null;
    for (const reading of named ? readings.slice(passageIndex, passageIndex + 1) : readings) {
      const isForeign = named && !reading.isBigram;
      const common = isForeign ? terms.filter((term) => !bigramScript.test(term)) : terms;
      if (common.length < Math.min(2, terms.length)) continue;
      const numbers = common.filter((term) => number.test(term));
      const words = common.filter((term) => !number.test(term));
      for (const { span, terms: own, around, cost } of reading.stretches) {
        const wordShare = share(words, weight, (term) =>
          own.has(term) ? 1 : around.some((near) => near.has(term)) ? contextShare : 0,
        );
        const numberShare = share(numbers, weight, (term) => (own.has(term) ? 1 : 0));
        const judged = wordShare * (withoutNumbers + (1 - withoutNumbers) * numberShare) - cost;
        if (judged > (best?.share ?? 0)) best = { passage: reading.passage, span, share: judged };
      }
    }
    return best;
  };
}

const number = /^\p{N}[\p{N}.,]*$/u;
const bigramScript = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** What may be quoted, with its terms and those around it. */
interface Stretch {
  readonly span: Span;
  readonly terms: ReadonlySet<string>;
  readonly around: readonly ReadonlySet<string>[];
  readonly cost: number;
}

function stretchesOf({ sentences, topic }: ReadPassage): Stretch[] {
  return sentences.flatMap((sentence, index) => {
    const next = sentences[index + 1];
    const around = [sentences[index - 1], next].map((beside) => beside?.terms ?? new Set<string>());
    const single = { span: sentence, terms: sentence.terms, around: [topic, ...around], cost: 0 };
    if (sentence.kind !== 'prose' || next?.kind !== 'prose') return [single];
    const both = new Set([...sentence.terms, ...next.terms]);
    const span = { start: sentence.start, end: next.end };
    return [single, { span, terms: both, around: [topic], cost: costOfPair }];
  });
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
