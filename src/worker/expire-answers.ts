import { versionOf } from '../activities/inspect-index.js';
import type { SharedAnswerCache } from '../ports/answer-cache.js';
import type { Manifest } from '../ports/manifest.js';
import type { PassageStore } from '../ports/passage-store.js';

export interface ExpiryPorts {
  readonly store: Pick<PassageStore, 'activeCollection'>;
  readonly manifest: Pick<Manifest, 'sources'>;
  readonly answerCache: Pick<SharedAnswerCache, 'expire'>;
}

/** Deletes the shared cached answers that nobody gets any more, since they are old or the index has changed. */
export async function expireAnswers(
  { store, manifest, answerCache }: ExpiryPorts,
  maxAgeMs: number,
  signal: AbortSignal,
): Promise<void> {
  const collection = await store.activeCollection(signal);
  if (collection === null) return;
  const sources = await manifest.sources({ collection }, signal);
  const closedBefore = new Date(Date.now() - maxAgeMs).toISOString();
  const corpora = Map.groupBy(sources, ({ tenant, corpus }) => JSON.stringify([tenant, corpus]));
  for (const ofCorpus of corpora.values()) {
    const indexVersion = versionOf(collection, ofCorpus);
    await answerCache.expire(ofCorpus[0]!, { indexVersion, closedBefore }, signal);
  }
}
