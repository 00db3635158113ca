import type { Citation } from '../contracts/answer.js';
import type { Passage } from '../contracts/passage.js';
import type { Block, Span } from './split-blocks.js';
import { spelledNumbers, withoutThousandsSeparators } from './spelled-numbers.js';
import { splitSentences } from './split-sentences.js';
import { tokenize } from './tokenize.js';

/** A passage as a citation names it. `start` is where its text begins in the document. */
export type CitedPassage = Pick<
  Passage,
  'id' | 'source' | 'document' | 'title' | 'heading' | 'start' | 'text'
>;

/** A sentence of a passage, with offsets into the passage's text, and its terms, numbers as digits. */
export interface PassageSentence extends Block {
  readonly terms: ReadonlySet<string>;
}

/** A passage cut into sentences. */
export interface ReadPassage {
  readonly passage: CitedPassage;
  readonly sentences: readonly PassageSentence[];
  /** Terms of its title and heading path: what its sentences are about without saying so. */
  readonly topic: ReadonlySet<string>;
}

/** The passages cut into sentences, in the order given. */
export function readPassages(passages: readonly CitedPassage[]): ReadPassage[] {
  return passages.map((passage) => ({
    passage,
    topic: new Set(tokenize(`${passage.title}\n${passage.heading}`)),
    sentences: splitSentences(passage.text).map((sentence) => {
      const raw = passage.text.slice(sentence.start, sentence.end);
      return { ...sentence, terms: termsOf(raw) };
    }),
  }));
}

function termsOf(text: string): ReadonlySet<string> {
  return new Set([...tokenize(withoutThousandsSeparators(text)), ...spelledNumbers(text)]);
}

/**
 * How telling a term is among these passages' sentences: ln(1 + sentences / sentences with it). A
 * term that none has weighs like one that a single sentence has.
 */
export function termWeights(passages: readonly ReadPassage[]): (term: string) => number {
  const frequencies = new Map<string, number>();
  let sentences = 0;
  for (const { terms } of passages.flatMap((passage) => passage.sentences)) {
    sentences += 1;
    for (const term of terms) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
  }
  return (term) => Math.log(1 + sentences / (frequencies.get(term) ?? 1));
}

/** The citation of a stretch of a passage; the quote is a substring of its text by construction. */
export function citationOf(
  passage: CitedPassage,
  { start, end }: Span,
  number: number,
  verified = true,
): Citation {
  return {
    number,
    source: passage.source,
    document: passage.document,
    title: passage.title,
    heading: passage.heading,
    passageId: passage.id,
    start: passage.start + start,
    end: passage.start + end,
    quote: passage.text.slice(start, end),
    verified,
  };
}
