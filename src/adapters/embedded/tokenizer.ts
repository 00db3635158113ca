import { createNormalizer } from './normalizer.js';

/** Pieces with a meaning of their own: an unknown character, the beginning and the end of a text. */
const unknown = 0;
const beginning = 1;
const end = 2;

export interface Tokenizer {
  /** Numbers of the pieces of a text, from the beginning of the text to its end. */
  encode(text: string): number[];
}

/**
 * The unigram tokenizer of a SentencePiece model: of all ways to cut the text into pieces, the one
 * whose scores add up to the most; of equal ones the one whose last piece is the longest. The model
 * is in the layout of the sentence encoder: the map of characters stands in field 3, not in field 2.
 */
export function createTokenizer(model: Uint8Array): Tokenizer {
  const fields = readMessage(model);
  const pieces = (fields.get(1) ?? []).map(readPiece);
  const charsmap = readMessage(fields.get(3)?.[0] ?? new Uint8Array()).get(2)?.[0];
  if (!charsmap || pieces.length === 0) throw new Error('this is no model of SentencePiece');
  const normalize = createNormalizer(charsmap);
  const walk = prefixesOf(pieces);
  const scores = Float32Array.from(pieces, ({ score }) => score);
  const unknownScore = scores.reduce((least, score) => Math.min(least, score), Infinity) - 10;

  function segment(text: string): number[] {
    const best = new Float64Array(text.length + 1).fill(-Infinity);
    const startOf = new Int32Array(text.length + 1);
    const pieceOf = new Int32Array(text.length + 1);
    const reach = (from: number, to: number, piece: number, score: number) => {
      if (best[from]! + score <= best[to]!) return;
      best[to] = best[from]! + score;
      startOf[to] = from;
      pieceOf[to] = piece;
    };
    best[0] = 0;
    for (let from = 0; from < text.length;) {
      const next = from + (text.codePointAt(from)! > 0xffff ? 2 : 1);
      let isKnown = false;
      for (let to = from + 1; to <= text.length; to++) {
        const piece = walk.get(text.slice(from, to));
        if (piece === undefined) break;
        if (piece === prefixOnly) continue;
        reach(from, to, piece, scores[piece]!);
        isKnown ||= to === next;
      }
      if (!isKnown) reach(from, next, unknown, unknownScore);
      from = next;
    }
    const found: number[] = [];
    for (let to = text.length; to > 0; to = startOf[to]!) found.push(pieceOf[to]!);
    return found.reverse();
  }

  return {
    encode(text) {
      const normalized = normalize(text);
      return [beginning, ...(normalized ? segment(normalized) : [unknown]), end];
    },
  };
}

interface Piece {
  readonly text: string;
  readonly score: number;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function readPiece(message: Uint8Array): Piece {
  const fields = readMessage(message);
  const score = fields.get(2)?.[0];
  return {
    text: decoder.decode(fields.get(1)?.[0]),
    score: score ? viewOf(score).getFloat32(0, true) : 0,
  };
}

/** In the walk along a text: the beginning of a piece that is none itself. */
const prefixOnly = -1;

function prefixesOf(pieces: readonly Piece[]): ReadonlyMap<string, number> {
  const walk = new Map<string, number>();
  for (const [number, { text }] of pieces.entries()) {
    for (let length = 1; length < text.length; length++) {
      const prefix = text.slice(0, length);
      if (!walk.has(prefix)) walk.set(prefix, prefixOnly);
    }
    walk.set(text, number);
  }
  return walk;
}

/** The fields of a protobuf message that carry bytes: strings, messages and 32-bit numbers. */
function readMessage(bytes: Uint8Array): ReadonlyMap<number, Uint8Array[]> {
  const fields = new Map<number, Uint8Array[]>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('a protobuf message ends in the middle of a field');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const wire = tag & 7;
    if (wire === 0) {
      varint();
      continue;
    }
    const length = wire === 2 ? varint() : wire === 1 ? 8 : 4;
    const field = Math.floor(tag / 8);
    const value = bytes.subarray(at, at + length);
    const others = fields.get(field);
    if (others) others.push(value);
    else fields.set(field, [value]);
    at += length;
  }
  return fields;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
