import { z } from 'zod';
import type { RerankScore } from '../../ports/reranker.js';

/** Names of the rerank APIs spoken here. */
export type RerankDialectName = 'cohere' | 'jina' | 'voyage' | 'tei';

export interface RerankAnswer {
  readonly scores: readonly RerankScore[];
  /** Zero where the vendor bills by search and not by token. */
  readonly tokens: number;
}

/** How one vendor wants to be asked and how it answers. */
export interface RerankDialect {
  readonly body: (model: string, query: string, documents: readonly string[]) => unknown;
  readonly answer: z.ZodType<RerankAnswer>;
}

const relevance = z
  .object({ index: z.number().int(), relevance_score: z.number() })
  .transform(({ index, relevance_score }) => ({ index, score: relevance_score }));
const totalTokens = z.object({ total_tokens: z.number() }).nullish();

/** All ask for every document, so that a short answer is the vendor's choice. */
export const rerankDialects: Readonly<Record<RerankDialectName, RerankDialect>> = {
  cohere: {
    body: (model, query, documents) => ({ model, query, documents }),
    answer: z
      .object({
        results: z.array(relevance),
        meta: z
          .object({ tokens: z.object({ input_tokens: z.number().nullish() }).nullish() })
          .nullish(),
      })
      .transform(({ results, meta }) => ({
        scores: results,
        tokens: meta?.tokens?.input_tokens ?? 0,
      })),
  },
  jina: {
    body: (model, query, documents) => ({ model, query, documents, return_documents: false }),
    answer: z
      .object({ results: z.array(relevance), usage: totalTokens })
      .transform(({ results, usage }) => ({ scores: results, tokens: usage?.total_tokens ?? 0 })),
  },
  voyage: {
    body: (model, query, documents) => ({ model, query, documents, truncation: true }),
    answer: z
      .object({ data: z.array(relevance), usage: totalTokens })
      .transform(({ data, usage }) => ({ scores: data, tokens: usage?.total_tokens ?? 0 })),
  },
  tei: {
    // One model per server; a document longer than it takes is cut, where the default is an error.
    body: (_model, query, documents) => ({ query, texts: documents, truncate: true }),
    answer: z
      .array(z.object({ index: z.number().int(), score: z.number() }))
      .transform((scores) => ({ scores, tokens: 0 })),
  },
};
