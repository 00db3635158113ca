import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { IngestActivities, IngestPlan, Planned } from '../../contracts/ingest-activities.js';
import type { IngestInput, SourceRef } from '../../contracts/ingest.js';
import { queues } from '../../contracts/names.js';
import { fromConfiguration } from '../local-first.js';
import { valueOrFail } from '../stage-failure.js';

const planning = 'validate the input and read the configuration';

/** The first step of an ingestion. Fails the workflow when its input is not valid. */
export function planIngest(input: IngestInput): Promise<Planned<IngestInput>> {
  return valueOrFail(
    fromConfiguration<IngestActivities, Planned<IngestInput>>(planning, (activities) =>
      activities.planIngest(input),
    ),
  );
}

/** The same for work on a source that takes no options. */
export function planRemoval(source: SourceRef): Promise<Planned<SourceRef>> {
  return valueOrFail(
    fromConfiguration<IngestActivities, Planned<SourceRef>>(planning, (activities) =>
      activities.planRemoval(source),
    ),
  );
}

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
