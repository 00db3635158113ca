export interface RerankScore {
  /** Index into the documents given. */
  readonly index: number;
  readonly score: number;
}

/** Orders documents by relevance to a query, one vendor request per call. */
export interface Reranker {
  readonly provider: string;
  readonly model: string;
  /**
   * Best first; every index in range and at most once, every score finite. Fewer than given is
   * allowed. Throws PortError (`incompatible_response` where scores or their documents cannot be told).
   */
  rerank(
    query: string,
    documents: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly scores: readonly RerankScore[]; readonly tokens: number }>;
}
