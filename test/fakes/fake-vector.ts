import { textTerms } from './text-terms.js';

/**
 * A unit vector of the text's terms, hashed with signs: the same text always gets the same vector,
 * texts that share terms get a high cosine, others one near zero.
 */
export function fakeVector(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const term of textTerms(text)) {
    const hash = fnv1a(term);
    const position = hash % dimensions;
    vector[position] = (vector[position] ?? 0) + (hash & 0x8000_0000 ? -1 : 1);
  }
  const norm = Math.hypot(...vector);
  if (norm === 0) {
    vector[0] = 1;
    return vector;
  }
  return vector.map((value) => value / norm);
}

/** Unsigned 32-bit FNV-1a over UTF-16 code units, with a final mix so that low bits are usable. */
function fnv1a(term: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < term.length; index += 1) {
    hash = Math.imul(hash ^ term.charCodeAt(index), 0x0100_0193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9_f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
