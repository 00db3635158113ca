import { upsertMemo } from '@temporalio/workflow';
import type { SourceRef } from '../contracts/ingest.js';
import { planRemoval, writeActivities } from './ingestion/steps.js';

/** Removes a source with all its documents. Runs under the source's ingestion id, so the two never meet. */
export async function removeSource(asked: SourceRef): Promise<void> {
  const { plan, input: source } = await planRemoval(asked);
  await writeActivities(plan, `forget ${source.source}`).forgetSource(source);
  upsertMemo({ outcome: 'removed' });
}
