/** A question as the lexical leg sees it: sparse term ids with the words they came from. */
export interface QueryTerms {
  /** Distinct ids, unsigned 32-bit. */
  readonly ids: readonly number[];
  /** For each word of the question that carries meaning: positions in `ids` of its terms. */
  readonly words: readonly (readonly number[])[];
}
