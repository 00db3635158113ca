import type { IngestActivities } from '../contracts/activities.js';
import { sourcesToBuild } from '../core/sources-to-build.js';
import type { IngestingPorts } from './ingesting-ports.js';

type Input = Parameters<IngestActivities['finishSource']>[0];

/**
 * Records that the source is complete. When readers still use another collection and this one now
 * holds every source of that one, complete, readers are switched to it.
 */
export async function finishSource(
  { manifest, store }: IngestingPorts,
  { source, collection }: Input,
  signal: AbortSignal,
): Promise<{ readonly switched: boolean }> {
  const completedAt = new Date().toISOString();
  await manifest.changeSource(collection, source, { completedAt }, signal);
  const active = await store.activeCollection(signal);
  if (active === collection) return { switched: false };
  const built = await manifest.sources({ collection }, signal);
  const inUse = active ? await manifest.sources({ collection: active }, signal) : [];
  if (sourcesToBuild(inUse, built).length > 0) return { switched: false };
  // From now on it stays behind: readers may come back to it, but not before it was caught up.
  for (const left of inUse) {
    await manifest.changeSource(left.collection, left, { completedAt: null }, signal);
  }
  await store.activate(collection, signal);
  return { switched: true };
}
