import { sleep } from '@temporalio/workflow';
import type { SourceRef } from '../contracts/ingest.js';
import { planRemoval, writeActivities } from './ingestion/steps.js';

/** Deletes what a run retired, after every question that may still load it has ended. */
export async function sweepStale(
  asked: SourceRef & { readonly collection: string },
): Promise<void> {
  const { plan, input: source } = await planRemoval(asked);
  const retiredBefore = new Date(Date.now()).toISOString();
  await sleep(plan.graceMs);
  await writeActivities(plan, 'delete stale passages').sweepSource({
    source,
    collection: asked.collection,
    retiredBefore,
  });
}
