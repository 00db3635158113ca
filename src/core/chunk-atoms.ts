import type { Layout, LaidBlock } from './chunk-layout.js';
import type { Atom } from './cut-run.js';
import { hashTerm } from './hash-term.js';
import { linesOf } from './parse-text.js';
import type { Span } from './split-blocks.js';
import { splitSentences } from './split-sentences.js';

/** How much it hurts to cut before a heading, block, row or list item, sentence, and within one. */
const cutCosts = { section: 0, block: 0.15, line: 0.3, sentence: 0.6, word: 1.5 } as const;
type CutKind = keyof typeof cutCosts;

/**
 * Where cuts are equally good, what stands after them decides: so most cuts stay where they are
 * when something is inserted further up, even in a text without any headings.
 */
const mostByContent = 0.1;
const decidingCharacters = 32;

export function toAtom(text: string, span: Span, tokens: number, kind: CutKind): Atom {
  const after = text.slice(span.start, span.start + decidingCharacters);
  const byContent = (hashTerm(after) / 2 ** 32) * mostByContent;
  return { ...span, tokens, cutCost: cutCosts[kind] + byContent };
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
  const cut = kind === 'text' || kind === 'list' ? cutSentences : cutLines;
  const inner = kind === 'text' ? 'sentence' : 'line';
  const pieces = cut(text, laid);
  return pieces.flatMap((piece, at) => {
    const cutKind = at === 0 ? 'block' : inner;
    const tokens = ruler.count(piece);
    if (tokens <= sizes.maxTokens / 2) return [toAtom(text, piece, tokens, cutKind)];
    return cutAnywhere(text, piece, sizes.maxTokens).map((part, index) => {
      return toAtom(text, part, ruler.count(part), index === 0 ? cutKind : 'word');
    });
  });
}

function cutLines(text: string, span: Span): Span[] {
  return cutAt(
    span,
    [...linesOf(text, span)].map(({ start }) => start),
  );
}

/** Sentences and list items, with the marks and blanks before them. */
function cutSentences(text: string, span: Span): Span[] {
  let previousEnd = span.start;
  const starts = splitSentences(text.slice(span.start, span.end)).map((sentence) => {
    const between = text.slice(previousEnd, span.start + sentence.start);
    const start = previousEnd + between.lastIndexOf('\n') + 1;
    previousEnd = span.start + sentence.end;
    return start;
  });
  return cutAt(span, starts);
}

/**
 * Pieces of at most so many characters that none can be too many tokens (a character is at most
 * four), ending at a blank where there is one, and never within a surrogate pair.
 */
function cutAnywhere(text: string, span: Span, maxTokens: number): Span[] {
  const most = Math.max(1, Math.floor(maxTokens / 8));
  const piece = new RegExp(`[^]{1,${most}}(?=\\s|$)|[^]{1,${most}}`, 'gu');
  const matches = text.slice(span.start, span.end).matchAll(piece);
  return cutAt(
    span,
    [...matches].map(({ index }) => span.start + index),
  );
}

function cutAt(span: Span, starts: readonly number[]): Span[] {
  return starts.map((start, at) => ({
    start: at === 0 ? span.start : start,
    end: starts[at + 1] ?? span.end,
  }));
}
