import type { Schemas } from '@qdrant/js-client-rest';
import type { Scope } from '../../contracts/passage.js';
import { inverseDocumentFrequency } from '../../core/inverse-document-frequency.js';
import type { QueryTerms } from '../../core/query-terms.js';
import type { LexicalHits } from '../../ports/passage-index.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { qdrantCall, type QdrantConnection } from './connection.js';
import { livePassages, toCandidates } from './hits.js';
import { hitFields, lexicalVector, lexicalVectors } from './passage-payload.js';

/** More terms than a question has, unless somebody pastes a page: the first ones decide. */
const mostTerms = 128;
/** Hits whose terms are looked at. */
const mostMatched = 10;

export interface LexicalSearch {
  readonly collection: string;
  readonly scope: Scope;
  readonly terms: QueryTerms;
  readonly limit: number;
}

type Query = Schemas['QueryRequest'];
type Point = Schemas['ScoredPoint'];

/**
 * One request for everything (10,000 passages: 8 ms instead of 4 ms for the hits alone):
 * 1. the hits;
 * 2. the best of them once more with their vectors, to see which terms they contain;
 * 3. the best hit of every single term: its score is idf · weight, and its vector tells the weight.
 * Qdrant counts the idf over the whole collection, all tenants; a term that the corpus does not have
 * is as rare as can be.
 */
export async function searchLexical(
  connection: QdrantConnection,
  { collection, scope, terms, limit }: LexicalSearch,
  signal: AbortSignal,
): Promise<LexicalHits> {
  const ids = terms.ids.slice(0, mostTerms);
  if (ids.length === 0) return { candidates: [], idf: [], matched: [] };
  const base = { using: lexicalVector, filter: livePassages(scope) };
  const withTerms = { ...base, with_vector: [lexicalVector] };
  const searches: Query[] = [
    { ...base, query: sparseQuery(ids), limit, with_payload: hitFields },
    { ...withTerms, query: sparseQuery(ids), limit: Math.min(limit, mostMatched) },
    ...ids.map((id): Query => ({ ...withTerms, query: sparseQuery([id]), limit: 1 })),
  ];
  const where = { collection_name: collection };
  const [answers, { points_count: count }] = await Promise.all([
    connection.read('lexical search', collection, signal, (api, init) =>
      api.queryBatchPoints({ ...where, searches }, init),
    ),
    connection.read('count', collection, signal, (api, init) => api.getCollection(where, init)),
  ]);
  const [hits, best, ...single] = answers.map(({ points }) => points);
  const candidates = toCandidates(hits ?? [], collection);
  const termsOf = (point: Point) => termWeights(point, collection);
  return {
    candidates,
    idf: ids.map((id, position) => frequencyOf(id, single[position]?.[0], termsOf, count ?? 0)),
    matched: matchedTerms(ids, candidates, best ?? [], termsOf),
  };
}

function sparseQuery(ids: readonly number[]): { indices: number[]; values: number[] } {
  return { indices: [...ids], values: ids.map(() => 1) };
}

function frequencyOf(
  id: number,
  hit: Point | undefined,
  termsOf: (point: Point) => ReadonlyMap<number, number>,
  passages: number,
): number {
  const weight = hit && termsOf(hit).get(id);
  return weight ? hit.score / weight : inverseDocumentFrequency(passages, 0);
}

/** Hits that a commit in between took from the candidates have no part in the evidence. */
function matchedTerms(
  ids: readonly number[],
  candidates: LexicalHits['candidates'],
  points: readonly Point[],
  termsOf: (point: Point) => ReadonlyMap<number, number>,
): number[][] {
  const kept = new Set(candidates.map(({ id }) => id));
  return points
    .filter(({ id }) => kept.has(String(id)))
    .map((point) => {
      const contained = termsOf(point);
      return ids.flatMap((id, position) => (contained.has(id) ? position : []));
    });
}

function termWeights({ vector }: Point, collection: string): ReadonlyMap<number, number> {
  const call = qdrantCall('lexical search', collection);
  const { indices, values } = parseAnswer(lexicalVectors, vector, call)[lexicalVector];
  return new Map(indices.map((index, position) => [index, values[position] ?? 0]));
}
