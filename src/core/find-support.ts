import { withoutCode } from './code-ranges.js';
import { areInDifferentLanguages } from './language.js';
import { termWeights, type CitedPassage, type ReadPassage } from './passage-sentences.js';
import { spelledNumbers, withoutThousandsSeparators } from './spelled-numbers.js';
import type { Span } from './split-blocks.js';
import { tokenize } from './tokenize.js';

/** The part of a passage that says what a claim says. */
export interface Support {
  readonly passage: CitedPassage;
  readonly span: Span;
  /** How much of the claim it says, 0 to 1. */
  readonly share: number;
}

/** Looks for what supports a claim in passages whose wording it may not share. */
export interface Evidence {
  /** The best support in all passages, or in the one at an index; null when there is none. */
  find(claim: string, passageIndex?: number): Support | null;
  /**
   * What of a passage may say the same in another language: the sentence with most of the claim's
   * names and numbers, or the beginning. Null when both are in the same language, or one is not known,
   * and when the passage has numbers but none of the claim's.
   */
  findTranslated(claim: string, passageIndex: number): Support | null;
}

/** What a word counts that stands around the quote and not in it. */
const contextShare = 0.4;
/** What is left of the support when none of the claim's numbers stands in the quote. */
const withoutNumbers = 0.25;
/** Two sentences are quoted where they say this much more of the claim than one. */
const costOfPair = 0.1;
/** Characters of a passage that are quoted when nothing tells which sentence is meant. */
const beginning = 300;

/**
 * Judges each sentence, and each two side by side, by the weighted share of the claim's words in it,
 * less where numbers of the claim are missing: a wrong number makes a wrong claim of right words.
 */
export function evidenceIn(passages: readonly ReadPassage[]): Evidence {
  const weight = termWeights(passages);
  const readings = passages.map((read) => ({
    read,
    stretches: stretchesOf(read),
    terms: new Set(read.sentences.flatMap(({ terms }) => [...terms])),
  }));
  return {
    find(claim, passageIndex) {
      const { words, numbers } = termsOf(claim);
      if (words.length + numbers.length === 0) return null;
      let best: Support | null = null;
      const some = passageIndex === undefined ? readings : readings.slice(passageIndex).slice(0, 1);
      for (const { read, stretches, terms } of some) {
        const isInvented = numbers.some((number) => !terms.has(number));
        for (const { span, terms: own, around, cost } of stretches) {
          const wordShare = share(words, weight, (term) =>
            own.has(term) ? 1 : around.some((near) => near.has(term)) ? contextShare : 0,
          );
          const numberShare = isInvented
            ? 0
            : share(numbers, weight, (term) => (own.has(term) ? 1 : 0));
          const judged = wordShare * (withoutNumbers + (1 - withoutNumbers) * numberShare) - cost;
          if (judged > (best?.share ?? 0)) best = { passage: read.passage, span, share: judged };
        }
      }
      return best;
    },
    findTranslated(claim, passageIndex) {
      const reading = readings[passageIndex];
      if (!reading || !areInDifferentLanguages(claim, reading.read.passage.text)) return null;
      const { words, numbers } = termsOf(claim);
      const hasNumbers = [...reading.terms].some((term) => isNumber.test(term));
      if (hasNumbers && numbers.length > 0 && !numbers.some((term) => reading.terms.has(term))) {
        return null;
      }
      const { passage, sentences } = reading.read;
      const named = [...words, ...numbers];
      let best = { span: beginningOf(reading.read), share: 0 };
      for (const { kind, start, end, terms } of sentences) {
        if (kind === 'heading') continue;
        const common = share(named, weight, (term) => (terms.has(term) ? 1 : 0));
        if (common > best.share) best = { span: { start, end }, share: common };
      }
      return best.span === null ? null : { passage, span: best.span, share: best.share };
    },
  };
}

const isNumber = /^\p{N}[\p{N}.,]*$/u;

/** The words and the numbers of a claim: amounts in words are numbers, digits in code are not. */
function termsOf(claim: string): { words: string[]; numbers: string[] } {
  const isAmount = (term: string): boolean => isNumber.test(term);
  const prose = withoutCode(claim);
  const inProse = tokenize(withoutThousandsSeparators(prose));
  // "One" and "two" are more often words than amounts.
  const spelled = spelledNumbers(prose).filter((amount) => Number(amount) > 2);
  const numbers = new Set([...inProse.filter(isAmount), ...spelled]);
  const words = tokenize(withoutThousandsSeparators(claim)).filter(
    (term) => !numbers.has(term) && spelledNumbers(term).length === 0,
  );
  return { words: [...new Set(words)], numbers: [...numbers] };
}

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
    const around = [sentences[index - 1], next].map((near) => near?.terms ?? new Set<string>());
    const single = { span: sentence, terms: sentence.terms, around: [topic, ...around], cost: 0 };
    if (sentence.kind !== 'prose' || next?.kind !== 'prose') return [single];
    const both = new Set([...sentence.terms, ...next.terms]);
    const span = { start: sentence.start, end: next.end };
    return [single, { span, terms: both, around: [topic], cost: costOfPair }];
  });
}

function beginningOf({ sentences }: ReadPassage): Span | null {
  const said = sentences.filter(({ kind }) => kind !== 'heading');
  const first = said[0];
  if (first === undefined) return null;
  const last = said.findLast(({ end }) => end - first.start <= beginning) ?? first;
  return { start: first.start, end: last.end };
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
