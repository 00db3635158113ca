import type { Candidate } from '../contracts/passage.js';

/**
 * The candidates without those of an older version of a document that is also there in a newer one,
 * in the order given: an answer never mixes two versions of a document.
 */
export function newestVersions<T extends Pick<Candidate, 'source' | 'document' | 'version'>>(
  candidates: readonly T[],
): T[] {
  const newest = new Map<string, number>();
  for (const candidate of candidates) {
    const key = documentKey(candidate);
    newest.set(key, Math.max(newest.get(key) ?? 0, candidate.version));
  }
  return candidates.filter((candidate) => candidate.version === newest.get(documentKey(candidate)));
}

function documentKey({ source, document }: Pick<Candidate, 'source' | 'document'>): string {
  return JSON.stringify([source, document]);
}
