import {
  CL100K_TOKEN_SPLIT_REGEX,
  O200K_TOKEN_SPLIT_REGEX,
} from 'gpt-tokenizer/encodingParams/constants';
import { windowTokens } from './window-tokens.js';

/** `cl100k_base` is that of OpenAI's text-embedding-3 models, `o200k_base` that of GPT-4o and later. */
export type TokenEncoding = 'cl100k_base' | 'o200k_base';

const encodings: Readonly<Record<TokenEncoding, Encoding>> = {
  cl100k_base: {
    pieces: CL100K_TOKEN_SPLIT_REGEX,
    load: () => import('gpt-tokenizer/encoding/cl100k_base'),
    known: new Map(),
  },
  o200k_base: {
    pieces: O200K_TOKEN_SPLIT_REGEX,
    load: () => import('gpt-tokenizer/encoding/o200k_base'),
    known: new Map(),
  },
};

interface Encoding {
  /** Words, numbers, marks and blanks that are cut into tokens each by itself. */
  readonly pieces: RegExp;
  readonly load: () => Promise<{
    readonly countTokens: Count;
    readonly setMergeCacheSize: (size: number) => void;
  }>;
  /** Texts repeat their pieces: remembered, counting takes a third of the time. */
  readonly known: Map<string, number>;
}
const mostKnown = 100_000;

type Count = (text: string, options: typeof specialTokensAreText) => number;
const counts = new Map<TokenEncoding, Count>();

/** Loads the table of an encoding, 0.2 to 0.4 s: before anything is counted by it. Idempotent. */
export async function loadEncoding(encoding: TokenEncoding): Promise<void> {
  if (counts.has(encoding)) return;
  const { countTokens, setMergeCacheSize } = await encodings[encoding].load();
  // It would remember the same pieces again.
  setMergeCacheSize(0);
  counts.set(encoding, countTokens);
}

/** Documents may speak of `<|endoftext|>`: it is text there, not a command. */
const specialTokensAreText = { disallowedSpecial: new Set<string>() };

/** Merging takes the square of a piece's length: 16,000 letters without a break take 0.1 s, 1 MB minutes. */
const longestPiece = 256;
const partsOfPiece = new RegExp(`[^]{1,${longestPiece}}`, 'gu');

/**
 * Tokens of a text as the vendor counts them. Exact, except that more than 256 letters, marks or
 * blanks in a row are counted in parts, which can come out a token or so higher per part.
 */
export function countTokens(text: string, encoding: TokenEncoding): number {
  return measure(text, { encoding });
}

/** How much of a chunk's room a text takes. */
export interface TokenMeasure {
  readonly encoding: TokenEncoding;
  /**
   * For an embedder with a small window: tokens of room for each token that its own tokenizer may make.
   * A text then takes as much room as it needs by either count.
   */
  readonly windowShare?: number | undefined;
}

/** Room of a text: its tokens, where there is no window to heed. */
export function measure(text: string, how: TokenMeasure): number {
  let room = 0;
  for (const piece of piecesOf(text, how.encoding)) room += measurePiece(piece, how);
  return room;
}

/** Room of one piece; that of a text is the sum over its pieces. */
export function measurePiece(piece: string, { encoding, windowShare }: TokenMeasure): number {
  const tokens = countPiece(piece, encoding);
  if (windowShare === undefined) return tokens;
  return Math.max(tokens, Math.ceil(windowTokens(piece) * windowShare));
}

/** The pieces of a text that are cut into tokens by themselves; together they are the text. */
export function piecesOf(text: string, encoding: TokenEncoding): readonly string[] {
  return text.match(encodings[encoding].pieces) ?? [];
}

/** Tokens of one of them. */
function countPiece(piece: string, encoding: TokenEncoding): number {
  if (piece.length <= longestPiece) return countPart(piece, encoding);
  const parts = piece.match(partsOfPiece) ?? [];
  return parts.reduce((sum, part) => sum + countPart(part, encoding), 0);
}

function countPart(piece: string, encoding: TokenEncoding): number {
  const { known } = encodings[encoding];
  const before = known.get(piece);
  if (before !== undefined) return before;
  const count = counts.get(encoding);
  if (!count) throw new Error(`the encoding ${encoding} is not loaded`);
  if (known.size >= mostKnown) known.clear();
  const own = copyOf(piece);
  const tokens = count(own, specialTokensAreText);
  known.set(own, tokens);
  return tokens;
}

/** A piece of more than 12 characters is a view into its text, and would keep all of that in memory. */
function copyOf(piece: string): string {
  return ` ${piece}`.slice(1);
}
