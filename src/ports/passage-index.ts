import type { Candidate, Passage, Scope } from '../contracts/passage.js';
import type { QueryTerms } from '../core/query-terms.js';

export interface LexicalHits {
  /** Best first, by BM25 score. */
  readonly candidates: readonly Candidate[];
  /**
   * Inverse document frequency of each query term, in the order of `terms.ids`; of a very long
   * question only of its first terms, which are then all that is searched.
   */
  readonly idf: readonly number[];
  /** For each of the best ten hits: the positions in `terms.ids` of the query terms it contains. */
  readonly matched: readonly (readonly number[])[];
}

/**
 * Reads live passages of one tenant's corpus. Of one document only the newest version seen counts.
 * Implemented by the vector database and by the standby on the worker's own disk.
 */
export interface PassageIndex {
  searchLexical(
    scope: Scope,
    terms: QueryTerms,
    limit: number,
    signal: AbortSignal,
  ): Promise<LexicalHits>;
  /** Texts by id, in no particular order, of the scope's tenant and corpus; live or not. Ids not found are left out. */
  load(scope: Scope, ids: readonly string[], signal: AbortSignal): Promise<readonly Passage[]>;
}

/** The dense leg, which only the vector database has. Scores are cosines. */
export interface DenseIndex {
  searchDense(
    scope: Scope,
    vector: Float32Array,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly Candidate[]>;
}
