import { upsertMemo } from '@temporalio/workflow';
import type { SourceRef } from '../contracts/ingest.js';
import { planIngest, writeActivities } from './ingestion/steps.js';

/** Removes a source with all its documents. Runs under the source's ingestion id, so the two never meet. */
export async function removeSource(source: SourceRef): Promise<void> {
  const plan = await planIngest();
  await writeActivities(plan, `forget ${source.source}`).forgetSource(source);
  upsertMemo({ outcome: 'removed' });
}
