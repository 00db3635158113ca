import { holdsSpace, isLexicalOnly } from '../core/collection-name.js';
import type { IngestingPorts } from './ingesting-ports.js';
import { requireSameVectors } from './require-same-vectors.js';
import { clientError } from './client-error.js';

/**
 * Makes the collection writable and, where there is no other, readable. Refuses one whose vectors
 * this worker cannot make, as when its configuration changed while a run was under way.
 */
export async function prepareIndex(
  { manifest, store, answerCache, embedder }: IngestingPorts,
  collection: string,
  signal: AbortSignal,
): Promise<void> {
  const space = isLexicalOnly(collection) ? null : (embedder?.space ?? null);
  if (!isLexicalOnly(collection) && !holdsSpace(collection, space)) {
    const message = `This run fills ${collection}, and this worker is configured for other vectors: cancel the run and start it anew`;
    throw clientError('embedder', 'bad_input', message);
  }
  await manifest.prepare(signal);
  await answerCache.prepare(signal);
  const active = await store.activeCollection(signal);
  requireSameVectors(active, collection);
  await store.prepare({ collection, space }, signal);
  if (active === null) await store.activate(collection, signal);
}
