import { sleep } from '@temporalio/workflow';
import type { IngestPlan } from '../contracts/activities.js';
import type { SourceRef } from '../contracts/ingest.js';
import { writeActivities } from './ingestion/steps.js';

/** Deletes what a run retired, after every question that may still load it has ended. */
export async function sweepStale(input: {
  readonly source: SourceRef;
  readonly plan: IngestPlan;
}): Promise<void> {
  const { source, plan } = input;
  const retiredBefore = new Date(Date.now()).toISOString();
  await sleep(plan.graceMs);
  await writeActivities(plan, 'delete stale passages').sweepSource({
    source,
    collection: plan.collection,
    retiredBefore,
  });
}
