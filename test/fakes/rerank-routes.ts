import { z } from 'zod';
import type { Route } from './route.js';
import { fakeTokens, textTerms } from './text-terms.js';
import type { Dialect } from './vendor-errors.js';
import { replyWithJsonText, type Exchange } from './vendor-reply.js';

interface RerankRequest {
  readonly model: string;
  readonly query: string;
  readonly documents: readonly string[];
  readonly limit?: number | undefined;
}
interface Scored {
  readonly index: number;
  readonly score: number;
}

const documents = z.array(z.string());
const count = z.number().int().positive().optional();

const cohereRequest = z
  .object({ model: z.string(), query: z.string(), documents, top_n: count })
  .transform(({ top_n, ...request }) => ({ ...request, limit: top_n }));
const voyageRequest = z
  .object({ model: z.string(), query: z.string(), documents, top_k: count })
  .transform(({ top_k, ...request }) => ({ ...request, limit: top_k }));
const teiRequest = z
  .object({ query: z.string(), texts: documents })
  .transform(({ query, texts }) => ({ model: 'tei', query, documents: texts }));

/** POST /v2/rerank. */
export const cohereRoute = rerankRoute('cohere', cohereRequest, (results) => ({
  id: 'fake',
  results: results.map(({ index, score }) => ({ index, relevance_score: score })),
  meta: { api_version: { version: '2' }, billed_units: { search_units: 1 } },
}));

/** POST /v1/rerank for models that are not Voyage's. */
export const jinaRoute = rerankRoute('jina', cohereRequest, (results, tokens, { model }) => ({
  model,
  results: results.map(({ index, score }) => ({ index, relevance_score: score })),
  usage: { total_tokens: tokens },
}));

/** POST /v1/rerank for Voyage's models (`rerank-…`). */
export const voyageRoute = rerankRoute('voyage', voyageRequest, (results, tokens, { model }) => ({
  object: 'list',
  data: results.map(({ index, score }) => ({ index, relevance_score: score })),
  model,
  usage: { total_tokens: tokens },
}));

/** POST /rerank of text-embeddings-inference: a bare array. */
export const teiRoute = rerankRoute('tei', teiRequest, (results) => results);

function rerankRoute(
  dialect: Dialect,
  request: z.ZodType<RerankRequest>,
  body: (results: readonly Scored[], tokens: number, request: RerankRequest) => unknown,
): Route<RerankRequest> {
  return {
    name: 'rerank',
    dialect,
    request,
    inputs: ({ documents }) => documents,
    usage: ({ query, documents }) => ({
      inputTokens: documents.reduce((sum, text) => sum + fakeTokens(query) + fakeTokens(text), 0),
      outputTokens: 0,
    }),
    async reply(parsed, exchange, { usage }) {
      const text = JSON.stringify(body(spoil(rank(parsed), exchange), usage.inputTokens, parsed));
      await replyWithJsonText(exchange, spoilText(text, exchange));
    },
  };
}

/** Share of the query's terms found in each document, best first. */
function rank({ query, documents, limit }: RerankRequest): Scored[] {
  const wanted = [...new Set(textTerms(query))];
  return documents
    .map((document, index) => {
      const terms = new Set(textTerms(document));
      const found = wanted.filter((term) => terms.has(term)).length;
      return { index, score: wanted.length === 0 ? 0 : found / wanted.length };
    })
    .sort((left, right) => right.score - left.score)
    .slice(0, limit);
}

function spoil(results: readonly Scored[], { fault }: Exchange): readonly Scored[] {
  if (fault?.kind !== 'scores') return results;
  switch (fault.defect) {
    case 'duplicateIndex':
      return results.map((result) => ({ ...result, index: 0 }));
    case 'outOfRange':
      return results.map((result) => ({ ...result, index: result.index + results.length }));
    case 'short':
      return results.slice(0, 1);
    case 'empty':
      return [];
    case 'nan':
    case 'null':
      return results.map((result) => ({ ...result, score: NaN }));
  }
}

/** JSON.stringify writes NaN as null; servers in Python write it as NaN. */
function spoilText(text: string, { fault }: Exchange): string {
  const nan = fault?.kind === 'scores' && fault.defect === 'nan';
  return nan ? text.replace(/"((?:relevance_)?score)":null/gu, '"$1":NaN') : text;
}
