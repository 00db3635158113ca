import type { DocumentBlock, ParsedDocument } from './document-block.js';
import type { Span } from './split-blocks.js';
import type { TokenMeasure } from './token-count.js';
import { TokenRuler } from './token-ruler.js';

/** A block with its place in the text that chunks are cut from. */
export interface LaidBlock extends Span {
  readonly block: DocumentBlock;
  /** Tokens up to the next block. */
  readonly tokens: number;
}

/** The text that chunks are cut from: the source itself, or the extracted blocks put together. */
export interface Layout {
  readonly text: string;
  readonly ruler: TokenRuler;
  readonly blocks: readonly LaidBlock[];
}

const blankLine = '\n\n';

export function layOut({ source, verbatim, blocks }: ParsedDocument, how: TokenMeasure): Layout {
  const text = verbatim ? source : blocks.map((block) => block.text).join(blankLine);
  const ruler = new TokenRuler(text, how);
  const spans = verbatim ? blocks : consecutive(blocks);
  const laid = blocks.map((block, at) => {
    const { start, end } = spans[at] ?? block;
    const next = spans[at + 1]?.start ?? end;
    return { block, start, end, tokens: ruler.count({ start, end: next }) };
  });
  return { text, ruler, blocks: laid };
}

function consecutive(blocks: readonly DocumentBlock[]): Span[] {
  let at = 0;
  return blocks.map(({ text }) => {
    const span = { start: at, end: at + text.length };
    at = span.end + blankLine.length;
    return span;
  });
}

/** The blocks that a stretch of the text touches, found by bisection. */
export function blocksIn({ blocks }: Layout, { start, end }: Span): readonly LaidBlock[] {
  const firstWhere = (holds: (block: LaidBlock) => boolean): number => {
    let low = 0;
    let high = blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(blocks[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return blocks.slice(
    firstWhere((block) => block.end > start),
    firstWhere((block) => block.start >= end),
  );
}
