import type { Schemas } from '@qdrant/js-client-rest';
import QuickLRU from 'quick-lru';
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

/** How rare a term is changes slowly: it is asked for again after this long. */
const rememberedMs = 60_000;
/** Some 100 bytes each. */
const mostRemembered = 20_000;

/**
 * Lexical search in one request:
 * 1. the hits;
 * 2. the best of them once more with their vectors, to see which terms they contain;
 * 3. the best hit of every single term whose idf is not remembered: its score is idf · weight, and its
 *    vector tells the weight.
 * Qdrant counts the idf over the whole collection, all tenants; a term that the corpus does not have
 * is as rare as can be.
 */
export function createLexicalSearch(connection: QdrantConnection) {
  const remembered = new QuickLRU<string, number>({
    maxSize: mostRemembered,
    maxAge: rememberedMs,
  });

  return async (
    { collection, scope, terms, limit }: LexicalSearch,
    signal: AbortSignal,
  ): Promise<LexicalHits> => {
    const ids = terms.ids.slice(0, mostTerms);
    if (ids.length === 0) return { candidates: [], idf: [], matched: [] };
    const keyOf = (id: number) => JSON.stringify([collection, scope.tenant, scope.corpus, id]);
    const known = new Map(ids.map((id) => [id, remembered.get(keyOf(id))]));
    const unknown = ids.filter((id) => known.get(id) === undefined);
    const base = { using: lexicalVector, filter: livePassages(scope) };
    const withTerms = { ...base, with_vector: [lexicalVector] };
    const searches: Query[] = [
      { ...base, query: sparseQuery(ids), limit, with_payload: hitFields },
      { ...withTerms, query: sparseQuery(ids), limit: Math.min(limit, mostMatched) },
      ...unknown.map((id): Query => ({ ...withTerms, query: sparseQuery([id]), limit: 1 })),
    ];
    const [[hits, best, ...single], count] = await Promise.all([
      query(connection, collection, searches, signal),
      unknown.length > 0 ? countPoints(connection, collection, signal) : 0,
    ]);
    const termsOf = (point: Point) => termWeights(point, collection);
    unknown.forEach((id, position) => {
      const idf = frequencyOf(id, single[position]?.[0], termsOf, count);
      known.set(id, idf);
      remembered.set(keyOf(id), idf);
    });
    const candidates = toCandidates(hits ?? [], collection);
    return {
      candidates,
      idf: ids.map((id) => known.get(id) as number),
      matched: matchedTerms(ids, candidates, best ?? [], termsOf),
    };
  };
}

async function query(
  connection: QdrantConnection,
  collection: string,
  searches: Query[],
  signal: AbortSignal,
): Promise<readonly (readonly Point[])[]> {
  const answers = await connection.read('lexical search', collection, signal, (api, init) =>
    api.queryBatchPoints({ collection_name: collection, searches }, init),
  );
  return answers.map(({ points }) => points);
}

async function countPoints(
  connection: QdrantConnection,
  collection: string,
  signal: AbortSignal,
): Promise<number> {
  const found = await connection.read('count', collection, signal, (api, init) =>
    api.getCollection({ collection_name: collection }, init),
  );
  return found.points_count ?? 0;
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
