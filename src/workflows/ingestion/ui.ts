import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { IngestPlan } from '../../contracts/ingest-activities.js';
import type { IngestProgress, SourceRef } from '../../contracts/ingest.js';
import { searchAttributes as names } from '../../contracts/names.js';
import { markdownLine } from '../../core/display-text.js';
import { progressDetails } from './progress-details.js';

const tenantKey = defineSearchAttributeKey(names.tenant, 'KEYWORD');
const sourceKey = defineSearchAttributeKey(names.source, 'KEYWORD');
const outcomeKey = defineSearchAttributeKey(names.outcome, 'KEYWORD');
const costKey = defineSearchAttributeKey(names.cost, 'DOUBLE');

/** Makes the run findable while it is under way. */
export function publishStarted(plan: IngestPlan, { tenant, source }: SourceRef): void {
  if (!plan.searchAttributes) return;
  upsertSearchAttributes([
    { key: tenantKey, value: tenant },
    { key: sourceKey, value: source },
  ]);
}

/** Leaves the outcome where it can be read without a worker (memo) and filtered by (search attributes). */
export function publishFinished(plan: IngestPlan, done: IngestProgress): void {
  setCurrentDetails(progressDetails(done));
  upsertMemo({ outcome: 'done', quarantined: done.quarantinedCount, root: done.root });
  if (!plan.searchAttributes) return;
  upsertSearchAttributes([
    { key: outcomeKey, value: 'done' },
    { key: costKey, value: done.costUsd },
  ]);
}

/** Says why the run is about to fail. */
export function publishFailure(cause: string): void {
  setCurrentDetails(`**failed**: ${markdownLine(cause)}`);
  upsertMemo({ outcome: 'failed', cause });
}
