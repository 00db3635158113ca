import type { SourceStatus } from '../contracts/ingest.js';
import { losesVectors } from '../core/collection-name.js';
import type { IngestingPorts } from './ingesting-ports.js';

/**
 * Every source of the tenant with its counts: in the index that readers use, and in the one that is
 * built beside it, if there is one. Replaced collections are left out.
 */
export async function listSources(
  { plan, manifest, store }: Pick<IngestingPorts, 'plan' | 'manifest' | 'store'>,
  tenant: string,
  signal: AbortSignal,
): Promise<readonly SourceStatus[]> {
  // Before the first ingestion there is no manifest to read.
  const active = await store.activeCollection(signal);
  if (active === null) return [];
  const statuses: SourceStatus[] = [];
  for (const record of await manifest.sources({ tenant }, signal)) {
    const { corpus, source, root, collection, completedAt } = record;
    const inUse = collection === active;
    const isBuilt = collection === plan.collection && !losesVectors(active, collection);
    if (!inUse && !isBuilt) continue;
    const counts = await manifest.counts(collection, record, signal);
    statuses.push({
      tenant,
      corpus,
      source,
      root,
      collection,
      inUse,
      ...counts,
      ...(completedAt ? { lastCompletedAt: completedAt } : {}),
    });
  }
  return statuses;
}
