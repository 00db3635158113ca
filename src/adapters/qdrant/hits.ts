import type { Schemas } from '@qdrant/js-client-rest';
import type { Candidate, Scope } from '../../contracts/passage.js';
import { newestVersions } from '../../core/newest-version.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { qdrantCall } from './connection.js';
import { hitPayload, toCandidate } from './passage-payload.js';
import { equals, within, type TenantFilter } from './tenant-filter.js';

/** What searches see. */
export function livePassages(scope: Scope): TenantFilter {
  return within(scope, [equals('live', true)]);
}

/** Hits as candidates, without what a commit that came in between has retired or replaced. */
export function toCandidates(
  points: readonly Schemas['ScoredPoint'][],
  collection: string,
): Candidate[] {
  const call = qdrantCall('search', collection);
  const hits = points.map(({ id, score, payload }) => ({
    id: String(id),
    score,
    payload: parseAnswer(hitPayload, payload, call),
  }));
  const live = hits.filter(({ payload }) => payload.live);
  return newestVersions(live.map(({ id, score, payload }) => toCandidate(id, score, payload)));
}
