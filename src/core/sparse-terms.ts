import { hashTerm } from './hash-term.js';
import { tokenize } from './tokenize.js';

/** A sparse vector: distinct term ids in ascending order and the weight of each. */
export interface SparseTerms {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/**
 * Terms of an average passage. Passages cut at 350 and 400 tokens had 144 to 183 in English and Korean
 * text, 217 in code. Measured on such passages, 130 to 200 change nDCG@10 by .03 in English (less is
 * better) and by .004 in Korean (more is better).
 */
const AVERAGE_TERMS = 160;

const K1 = 1.2;
const B = 0.75;

/**
 * The part of BM25 that a passage decides alone (Robertson and Zaragoza, 2009, formula 3.15):
 * tf·(k1+1) / (tf + k1·(1 - b + b·length/average)). The database multiplies by the inverse document
 * frequency; a query has the value 1 for each of its terms.
 */
export function sparseTerms(text: string, averageTerms: number = AVERAGE_TERMS): SparseTerms {
  const terms = tokenize(text);
  const frequencies = new Map<number, number>();
  for (const term of terms) {
    const id = hashTerm(term);
    frequencies.set(id, (frequencies.get(id) ?? 0) + 1);
  }
  const saturation = K1 * (1 - B + (B * terms.length) / averageTerms);
  // Typed arrays sort numbers as numbers, and several times as fast.
  const indices = Array.from(Uint32Array.from(frequencies.keys()).sort());
  return {
    indices,
    values: indices.map((id) => {
      const frequency = frequencies.get(id) ?? 0;
      return (frequency * (K1 + 1)) / (frequency + saturation);
    }),
  };
}
