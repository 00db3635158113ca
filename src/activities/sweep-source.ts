import type { IngestActivities } from '../contracts/ingest-activities.js';
import { mostCommitsBehind } from '../contracts/limits.js';
import type { IngestingPorts } from './ingesting-ports.js';

type Input = Parameters<IngestActivities['sweepSource']>[0];

/**
 * Deletes the passages retired before that time, and the tombstones that only a copy of the index too
 * old to be used would still need.
 */
export async function sweepSource(
  { manifest, store }: Pick<IngestingPorts, 'manifest' | 'store'>,
  { source, collection, retiredBefore }: Input,
  signal: AbortSignal,
): Promise<void> {
  await store.sweep(collection, source, retiredBefore, signal);
  const record = await manifest.source(collection, source, signal);
  const upToCommit = (record?.commit ?? 0) - mostCommitsBehind;
  if (upToCommit > 0) await manifest.sweepTombstones(collection, source, upToCommit, signal);
}
