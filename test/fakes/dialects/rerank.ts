import { json, type Play } from '../play.js';
import type { DialectCase } from './dialect-case.js';

/** The contract's three documents, of which the last answers the query best and the first not at all. */
const order = [
  { index: 2, score: 0.91 },
  { index: 1, score: 0.4 },
  { index: 0, score: 0.02 },
] as const;

const named = order.map(({ index, score }) => ({ index, relevance_score: score }));

function reranks(
  server: string,
  title: string,
  answer: Play,
  expected: DialectCase['expected'] = 'answer',
): DialectCase {
  return { server, exchange: 'rerank', title, play: () => answer, expected };
}

/** Scores wherever servers put them. */
export const rerankCases: readonly DialectCase[] = [
  reranks(
    'Cohere',
    'billed by search',
    json({ results: named, meta: { billed_units: { search_units: 1 } } }),
  ),
  reranks(
    'Jina',
    'only the tokens of the prompt',
    json({ results: named, usage: { prompt_tokens: 9 } }),
  ),
  reranks(
    'Voyage',
    'under data',
    json({ object: 'list', data: named, usage: { total_tokens: 9 } }),
  ),
  reranks('TEI', 'a bare list', json(order)),
  reranks(
    'vLLM',
    'with the documents, and no usage',
    json({ id: 'r', results: named.map((one) => ({ ...one, document: { text: 'x' } })) }),
  ),
  reranks('Infinity', 'usage of null', json({ object: 'rerank', results: named, usage: null })),
  reranks(
    'SGLang',
    'a bare list with more in it',
    json(order.map((one) => ({ ...one, document: 'x', meta_info: { prompt_tokens: 5 } }))),
  ),
  reranks(
    'llama.cpp',
    'scores below 0',
    json({ results: named.map((one) => ({ ...one, relevance_score: one.relevance_score - 9 })) }),
  ),
  reranks(
    'DashScope',
    'under output',
    json({ output: { results: named }, usage: { total_tokens: 9 } }),
  ),
  reranks(
    'a gateway',
    'scores as text',
    json({ results: named.map((one) => ({ ...one, relevance_score: `${one.relevance_score}` })) }),
  ),
  reranks('a gateway', 'as many numbers as documents', json({ scores: [0.02, 0.4, 0.91] })),
  reranks(
    'a gateway',
    'no index anywhere',
    json({ results: order.map(({ score }) => ({ score })) }),
    { reason: 'incompatible_response', circuit: 'ignore' },
  ),
  reranks('a gateway', 'no scores', json({ results: order.map(({ index }) => ({ index })) }), {
    reason: 'incompatible_response',
    circuit: 'ignore',
  }),
  reranks(
    'TEI',
    'too many documents',
    json({ error: 'batch size 64 > maximum allowed batch size 32', error_type: 'Validation' }, 413),
    { reason: 'too_large', circuit: 'ignore' },
  ),
  reranks(
    'Jina',
    'a balance used up',
    json({ detail: 'Account balance not enough to run this query, please recharge.' }, 402),
    { reason: 'quota_exhausted', circuit: 'open' },
  ),
  reranks(
    'Voyage',
    'a rate limit with its wait',
    json({ detail: 'You have exceeded the rate limit of 3 RPM. Please try again in 20s.' }, 429),
    { reason: 'rate_limited', retryAfterMs: 20_000 },
  ),
];
