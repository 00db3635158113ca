/** Names of the rerank APIs spoken here. */
export type RerankDialectName = 'cohere' | 'jina' | 'voyage' | 'tei';

/** How each vendor wants to be asked; all are asked for every document. Answers are read alike. */
export const rerankBodies: Readonly<
  Record<
    RerankDialectName,
    (
      model: string,
      query: string,
      documents: readonly string[],
    ) => Readonly<Record<string, unknown>>
  >
> = {
  cohere: (model, query, documents) => ({ model, query, documents }),
  jina: (model, query, documents) => ({ model, query, documents, return_documents: false }),
  voyage: (model, query, documents) => ({ model, query, documents, truncation: true }),
  // One model per server; a document longer than it takes is cut, where the default is an error.
  tei: (_model, query, documents) => ({ query, texts: documents, truncate: true }),
};

/** What a vendor can do without, where it rejects it. */
export const rejectableFields = ['return_documents', 'truncation', 'truncate'] as const;
