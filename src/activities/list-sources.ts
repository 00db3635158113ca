import type { SourceStatus } from '../contracts/ingest.js';
import type { IngestingPorts } from './ingesting-ports.js';

/** Every source of the tenant with its counts, one line per collection it stands in. */
export async function listSources(
  { manifest, store }: Pick<IngestingPorts, 'manifest' | 'store'>,
  tenant: string,
  signal: AbortSignal,
): Promise<readonly SourceStatus[]> {
  // Before the first ingestion there is no manifest to read.
  if ((await store.activeCollection(signal)) === null) return [];
  const statuses: SourceStatus[] = [];
  for (const record of await manifest.sources({ tenant }, signal)) {
    const { corpus, source, root, collection, completedAt } = record;
    const counts = await manifest.counts(collection, record, signal);
    statuses.push({
      tenant,
      corpus,
      source,
      root,
      collection,
      ...counts,
      ...(completedAt ? { lastCompletedAt: completedAt } : {}),
    });
  }
  return statuses;
}
