import type { Span } from './split-blocks.js';
import { measure, measurePiece, piecesOf, type TokenMeasure } from './token-count.js';

/** A stretch that begins within a piece is cut as the whole text is after a piece or two. */
const mostPiecesUntilMet = 8;

/**
 * Measures any stretch of one text in tokens, exactly as `measure` does, after reading the text
 * once: the search for the best cuts asks for the same text again and again.
 */
export class TokenRuler {
  /** Where each piece begins, and how many tokens stand before it; last of all, the end of the text. */
  private readonly starts: number[] = [];
  private readonly tokensBefore: number[] = [];

  constructor(
    private readonly text: string,
    private readonly how: TokenMeasure,
  ) {
    let start = 0;
    let tokens = 0;
    const add = () => {
      this.starts.push(start);
      this.tokensBefore.push(tokens);
    };
    for (const piece of piecesOf(text, how.encoding)) {
      add();
      start += piece.length;
      tokens += measurePiece(piece, how);
    }
    add();
  }

  /**
   * Which pieces a text is cut into depends on what follows, never on what stands before. So a stretch
   * has the pieces of the whole text, from where they meet to the piece that holds its last visible
   * character: that one, and blanks at the end, may be cut otherwise.
   */
  count({ start, end }: Span): number {
    const stretch = this.text.slice(start, end);
    const last = this.pieceAt(start + stretch.trimEnd().length - 1);
    const met = this.meet(start, end);
    if (!met || met.piece > last) return measure(stretch, this.how);
    const tail = this.text.slice(this.starts[last], end);
    const between = this.tokensBefore[last]! - this.tokensBefore[met.piece]!;
    return met.tokens + between + measure(tail, this.how);
  }

  /** The first piece of the whole text that also begins a piece of the stretch, and the tokens before it. */
  private meet(start: number, end: number): { tokens: number; piece: number } | undefined {
    const first = this.pieceAt(start);
    if (this.starts[first] === start) return { tokens: 0, piece: first };
    const until = Math.min(end, this.starts[first + mostPiecesUntilMet] ?? end);
    const pieces = piecesOf(this.text.slice(start, until), this.how.encoding).slice(0, -1);
    let at = start;
    let tokens = 0;
    for (const piece of pieces) {
      at += piece.length;
      tokens += measurePiece(piece, this.how);
      const met = this.pieceAt(at);
      if (this.starts[met] === at) return { tokens, piece: met };
    }
    return undefined;
  }

  /** Index of the piece that a character belongs to, by bisection. */
  private pieceAt(offset: number): number {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}
