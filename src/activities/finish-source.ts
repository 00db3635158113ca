import type { IngestActivities } from '../contracts/ingest-activities.js';
import { sourcesToBuild } from '../core/sources-to-build.js';
import type { IngestingPorts } from './ingesting-ports.js';

type Input = Parameters<IngestActivities['finishSource']>[0];
type Ports = Pick<IngestingPorts, 'manifest' | 'store'>;

/** Records that the source is complete, and lets readers switch to the collection where it now holds all. */
export async function finishSource(
  ports: Ports,
  { source, collection }: Input,
  signal: AbortSignal,
): Promise<{ readonly switched: boolean }> {
  const completedAt = new Date().toISOString();
  await ports.manifest.changeSource(collection, source, { completedAt }, signal);
  return { switched: await switchReaders(ports, collection, signal) };
}

/**
 * When readers still use another collection and this one holds every source of that one, complete,
 * readers are switched to it. Resolves to whether they were.
 */
export async function switchReaders(
  { manifest, store }: Ports,
  collection: string,
  signal: AbortSignal,
): Promise<boolean> {
  const active = await store.activeCollection(signal);
  if (active === null || active === collection) return false;
  const built = await manifest.sources({ collection }, signal);
  const inUse = await manifest.sources({ collection: active }, signal);
  if (built.length === 0 || sourcesToBuild(inUse, built).length > 0) return false;
  // From now on it stays behind: readers may come back to it, but not before it was caught up.
  for (const left of inUse) {
    await manifest.changeSource(left.collection, left, { completedAt: null }, signal);
  }
  await store.activate(collection, signal);
  return true;
}
