import {
  ActivityCancellationType,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { IngestActivities, IngestPlan } from '../../contracts/activities.js';
import type { IngestInput, SourceRef } from '../../contracts/ingest.js';
import { queues } from '../../contracts/names.js';
import { valueOrFail } from '../stage-failure.js';

/** Local, since they only validate the input and read the worker's configuration. */
const { planIngest: planLocally, planRemoval: planRemovalLocally } =
  proxyLocalActivities<IngestActivities>({
    startToCloseTimeout: '2 seconds',
    summary: 'validate the input and read the configuration',
  });

export const planIngest = (input: IngestInput) => valueOrFail(planLocally(input));
export const planRemoval = (source: SourceRef) => valueOrFail(planRemovalLocally(source));

/** A run that ends has nothing left under way that the next run of its source could meet. */
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

/** Reads the whole root: as long as it takes, as long as it keeps heartbeating. */
export function scanActivities(plan: IngestPlan, summary: string) {
  return proxyActivities<IngestActivities>({
    taskQueue: queues.ingest,
    startToCloseTimeout: '24 hours',
    heartbeatTimeout: plan.heartbeatMs,
    cancellationType,
    retry: {
      initialInterval: plan.write.backoffMs,
      maximumInterval: plan.write.maxBackoffMs,
      maximumAttempts: plan.write.attempts,
    },
    summary,
  });
}

/** Steps on the vector database. */
export function writeActivities(plan: IngestPlan, summary: string) {
  return proxyActivities<IngestActivities>({
    taskQueue: queues.ingest,
    startToCloseTimeout: plan.write.budgetMs,
    heartbeatTimeout: plan.heartbeatMs,
    cancellationType,
    retry: {
      initialInterval: plan.write.backoffMs,
      maximumInterval: plan.write.maxBackoffMs,
      maximumAttempts: plan.write.attempts,
    },
    summary,
  });
}

/** Paid calls, on the queue whose limit leaves a reserve for questions. */
export function embeddingActivities(plan: IngestPlan, embedder: NonNullable<IngestPlan['embed']>) {
  const { embedding } = plan;
  return proxyActivities<IngestActivities>({
    taskQueue: embedder.queue,
    startToCloseTimeout: embedding.budgetMs,
    heartbeatTimeout: plan.heartbeatMs,
    cancellationType,
    retry: {
      initialInterval: embedding.backoffMs,
      maximumInterval: embedding.maxBackoffMs,
      maximumAttempts: embedding.attempts,
    },
    summary: `embed passages (${embedder.provider} ${embedder.model})`,
  });
}
