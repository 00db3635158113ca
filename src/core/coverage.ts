import type { QueryTerms } from './query-terms.js';

export interface CoverageInput {
  readonly terms: QueryTerms;
  /** Inverse document frequency of each of `terms.ids`. */
  readonly idf: readonly number[];
  /** For each of the top hits: the positions in `terms.ids` of the terms it contains. */
  readonly matched: readonly (readonly number[])[];
}

/** idf-weighted share, 0 to 1, of the question's meaningful words found in the best of the top hits. */
export function coverage({ terms, idf, matched }: CoverageInput): number {
  const shares = matched.map((positions) => {
    const found = new Set(positions);
    let covered = 0;
    let total = 0;
    for (const position of terms.words.flat()) {
      const weight = idf[position] ?? 0;
      total += weight;
      if (found.has(position)) covered += weight;
    }
    return total > 0 ? covered / total : 0;
  });
  return Math.max(0, ...shares);
}
