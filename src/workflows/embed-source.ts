import {
  makeContinueAsNewFunc,
  proxyActivities,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type { IngestActivities } from '../contracts/ingest-activities.js';
import type { SourceRef } from '../contracts/ingest.js';
import { planRemoval } from './ingestion/steps.js';

type Input = SourceRef & { readonly collection: string };

/**
 * Adds the vectors that a source's live passages lack, batch by batch, while they can be found by their
 * words. It waits as long as it takes for an embedder that is not there yet.
 */
export async function embedSource(asked: Input): Promise<void> {
  const { plan, input: source } = await planRemoval(asked);
  const { collection } = asked;
  // Another configuration embeds into another collection.
  if (!plan.embed || plan.collection !== collection) return;
  const { provider, model, queue } = plan.embed;
  const { embedPassages } = proxyActivities<IngestActivities>({
    taskQueue: queue,
    startToCloseTimeout: plan.embedding.budgetMs,
    heartbeatTimeout: plan.heartbeatMs,
    retry: { initialInterval: plan.embedding.backoffMs, maximumInterval: '10 minutes' },
    summary: `embed passages (${provider} ${model})`,
  });
  let embedded = 0;
  for (;;) {
    const { remaining, usage, rejected } = await embedPassages({ source, collection });
    if (rejected) throw new Error(rejected.reason);
    embedded += usage.inputTokens;
    setCurrentDetails(`${remaining} passages have no vector yet · ${embedded} tokens embedded`);
    if (remaining === 0) return;
    if (workflowInfo().continueAsNewSuggested) {
      await makeContinueAsNewFunc<typeof embedSource>()(asked);
    }
  }
}
