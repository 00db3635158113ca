import type { LegResult } from '../contracts/question-activities.js';
import type { Question } from '../contracts/answer.js';
import type { Candidate } from '../contracts/passage.js';

/** Hits per leg that its statistics are over. Measured: the quality is the same from 50 to 200. */
export const hitsPerLeg = 50;
/** Of those so many are candidates: what comes after them stands below the mean and counts nothing. */
const candidatesPerLeg = 20;

/** Candidates of each leg: no fewer than are shown. Both legs together have enough for a reranker. */
export function candidatesFor({ topK }: Pick<Question, 'topK'>): number {
  return Math.max(candidatesPerLeg, topK);
}

/**
 * The best hits of a leg, with the mean and the standard deviation of all: each passage once, best
 * first, equals by id. `filledTo`: as if so many had been found, the others with a score of 0.
 */
export function legOf(found: readonly Candidate[], limit: number, filledTo = 0): LegResult {
  const hits = byBestScore(found);
  const count = Math.max(filledTo, hits.length, 1);
  const mean = hits.reduce((sum, hit) => sum + hit.score, 0) / count;
  const squares = hits.reduce((sum, hit) => sum + (hit.score - mean) ** 2, 0);
  const deviation = Math.sqrt((squares + (count - hits.length) * mean ** 2) / count);
  return { candidates: hits.slice(0, limit), mean, deviation };
}

/** A candidate of the fused list, with what each leg said of it (null: not among that leg's best). */
export interface FusedCandidate extends Candidate {
  readonly lexicalScore: number | null;
  readonly denseScore: number | null;
}

export interface Legs {
  readonly dense?: LegResult | undefined;
  readonly lexical?: LegResult | undefined;
  /** Weight of the dense leg, 0 to 1; the lexical leg has the rest. */
  readonly denseWeight: number;
}

/**
 * One list out of both legs, best first, each passage once: the weighted sum of how far a score
 * stands above its leg's mean, in standard deviations. Being absent from a leg costs nothing more
 * than being average in it, so a leg that knows nothing cannot spoil the other one's order, as rank
 * fusion lets it. The order of the legs' lists does not matter; equals are ordered by id.
 */
export function fuse({ dense, lexical, denseWeight }: Legs): FusedCandidate[] {
  const weight = lexical === undefined ? 1 : dense === undefined ? 0 : denseWeight;
  const denseHits = dense?.candidates ?? [];
  const lexicalHits = lexical?.candidates ?? [];
  const denseZ = standardise(dense);
  const lexicalZ = standardise(lexical);

  const found = newestOfEach([...denseHits, ...lexicalHits]);
  const denseScores = new Map(denseHits.map((hit) => [hit.id, hit.score]));
  const lexicalScores = new Map(lexicalHits.map((hit) => [hit.id, hit.score]));
  return [...found.values()]
    .map((hit) => ({
      ...hit,
      score: weight * (denseZ.get(hit.id) ?? 0) + (1 - weight) * (lexicalZ.get(hit.id) ?? 0),
      lexicalScore: lexicalScores.get(hit.id) ?? null,
      denseScore: denseScores.get(hit.id) ?? null,
    }))
    .sort(byFusedScore);
}

/** Where a commit came between the legs, what a passage is now: by the older it would look replaced. */
function newestOfEach(hits: readonly Candidate[]): ReadonlyMap<string, Candidate> {
  const found = new Map<string, Candidate>();
  for (const hit of hits) {
    const other = found.get(hit.id);
    if (!other || other.version < hit.version) found.set(hit.id, hit);
  }
  return found;
}

/** Each passage once, best first; equal scores by id, so that sums do not depend on the order given. */
function byBestScore(candidates: readonly Candidate[]): Candidate[] {
  const sorted = [...candidates].sort((a, b) => b.score - a.score || compareIds(a, b));
  const seen = new Set<string>();
  return sorted.filter((hit) => !seen.has(hit.id) && seen.add(hit.id));
}

/** max(0, (score - mean) / standard deviation) by id. */
function standardise(leg: LegResult | undefined): ReadonlyMap<string, number> {
  if (leg === undefined) return new Map();
  const { candidates, mean, deviation } = leg;
  const above = (score: number) => (deviation > 0 ? Math.max(0, (score - mean) / deviation) : 0);
  return new Map(candidates.map(({ id, score }) => [id, above(score)]));
}

/** Below the mean of both legs everything scores 0; there the legs' own scores still give an order. */
function byFusedScore(a: FusedCandidate, b: FusedCandidate): number {
  return (
    b.score - a.score ||
    (b.lexicalScore ?? 0) - (a.lexicalScore ?? 0) ||
    (b.denseScore ?? 0) - (a.denseScore ?? 0) ||
    compareIds(a, b)
  );
}

function compareIds(a: Candidate, b: Candidate): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
