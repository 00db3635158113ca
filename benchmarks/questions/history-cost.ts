import type { Client } from '@temporalio/client';
import type { Comparison } from './compare-questions.js';

/** What one question leaves in Temporal, and what it would be billed in Temporal Cloud. */
export interface HistoryCost {
  readonly mode: Comparison['mode'];
  readonly events: number;
  readonly bytes: number;
  /** Billable actions, heartbeats of partial text aside. */
  readonly actions: number;
}

/** Reads the cost of a run that has ended. */
export async function historyCost(
  client: Client,
  mode: Comparison['mode'],
  workflowId: string,
): Promise<HistoryCost> {
  const handle = client.workflow.getHandle(workflowId);
  const { historyLength, historySize = 0 } = await handle.describe();
  const { events } = await handle.fetchHistory();
  return { mode, events: historyLength, bytes: historySize, actions: actionsOf(events ?? []) };
}

type Events = NonNullable<
  Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>['events']
>;

/**
 * One for the start, each activity, timer, and upsert of search attributes or memo, and one for all
 * local activities of a workflow task: docs.temporal.io/cloud/actions, November 2026.
 */
function actionsOf(events: Events): number {
  let actions = 0;
  let hasLocal = false;
  for (const event of events) {
    if (event.workflowTaskCompletedEventAttributes) hasLocal = false;
    const isLocal = event.markerRecordedEventAttributes?.markerName === 'core_local_activity';
    const isBilled =
      event.workflowExecutionStartedEventAttributes ??
      event.activityTaskScheduledEventAttributes ??
      event.timerStartedEventAttributes ??
      event.upsertWorkflowSearchAttributesEventAttributes ??
      event.workflowPropertiesModifiedEventAttributes;
    if (isBilled || (isLocal && !hasLocal)) actions += 1;
    hasLocal ||= isLocal;
  }
  return actions;
}
