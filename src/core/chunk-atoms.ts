import type { Layout, LaidBlock } from './chunk-layout.js';
import type { Atom } from './chunk-run.js';
import { hashTerm } from './hash-term.js';
import { linesOf } from './parse-text.js';
import type { Span } from './split-blocks.js';
import { splitSentences } from './split-sentences.js';

/** How much it hurts to cut before a heading, block, row or list item, sentence, and within one. */
const breakCosts = { section: 0, block: 0.15, line: 0.3, sentence: 0.6, word: 1.5 } as const;
type BreakKind = keyof typeof breakCosts;

/**
 * Where cuts are equally good, what stands after them decides: so most cuts stay where they are
 * when something is inserted further up, even in a text without any headings.
 */
const mostByContent = 0.1;
const decidingCharacters = 32;

export function toAtom(text: string, span: Span, tokens: number, kind: BreakKind): Atom {
  const after = text.slice(span.start, span.start + decidingCharacters);
  const byContent = (hashTerm(after) / 2 ** 32) * mostByContent;
  return { ...span, tokens, breakCost: breakCosts[kind] + byContent };
}

export interface AtomSizes {
  /** Whether a stretch of text can be a chunk. */
  readonly fits: (span: Span) => boolean;
  readonly maxTokens: number;
}

/** A block as atoms: whole where code, a table or a list fits a chunk, else its lines or sentences. */
export function blockAtoms({ text, ruler }: Layout, laid: LaidBlock, sizes: AtomSizes): Atom[] {
  const { kind } = laid.block;
  if (kind !== 'text' && sizes.fits(laid)) return [toAtom(text, laid, laid.tokens, 'block')];
  const cut = kind === 'text' || kind === 'list' ? splitAtSentences : splitAtLines;
  const inner = kind === 'text' ? 'sentence' : 'line';
  const pieces = cut(text, laid);
  return pieces.flatMap((piece, at) => {
    const breakKind = at === 0 ? 'block' : inner;
    const tokens = ruler.count(piece);
    if (tokens <= sizes.maxTokens / 2) return [toAtom(text, piece, tokens, breakKind)];
    return splitAnywhere(text, piece, sizes.maxTokens).map((part, index) => {
      return toAtom(text, part, ruler.count(part), index === 0 ? breakKind : 'word');
    });
  });
}

function splitAtLines(text: string, span: Span): Span[] {
  return splitAt(
    span,
    [...linesOf(text, span)].map(({ start }) => start),
  );
}

/** Sentences and list items, with the marks and blanks before them. */
function splitAtSentences(text: string, span: Span): Span[] {
  let previousEnd = span.start;
  const starts = splitSentences(text.slice(span.start, span.end)).map((sentence) => {
    const between = text.slice(previousEnd, span.start + sentence.start);
    const start = previousEnd + between.lastIndexOf('\n') + 1;
    previousEnd = span.start + sentence.end;
    return start;
  });
  return splitAt(span, starts);
}

/**
 * Pieces of at most so many characters that none can be too many tokens (a character is at most
 * four), ending at a blank where there is one, and never within a surrogate pair.
 */
function splitAnywhere(text: string, span: Span, maxTokens: number): Span[] {
  const most = Math.max(1, Math.floor(maxTokens / 8));
  const piece = new RegExp(`[^]{1,${most}}(?=\\s|$)|[^]{1,${most}}`, 'gu');
  const matches = text.slice(span.start, span.end).matchAll(piece);
  return splitAt(
    span,
    [...matches].map(({ index }) => span.start + index),
  );
}

function splitAt(span: Span, starts: readonly number[]): Span[] {
  return starts.map((start, at) => ({
    start: at === 0 ? span.start : start,
    end: starts[at + 1] ?? span.end,
  }));
}
