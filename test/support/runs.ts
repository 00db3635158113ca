import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { until } from './until.js';

/** Every run that a visibility filter finds. */
export async function runsFound(temporal: Client, query: string): Promise<WorkflowExecutionInfo[]> {
  const runs: WorkflowExecutionInfo[] = [];
  for await (const run of temporal.workflow.list({ query })) runs.push(run);
  return runs;
}

/** The newest run that a visibility filter finds, as soon as it finds one: it lags a little behind. */
export function untilFound(
  temporal: Client,
  query: string,
  timeoutMs?: number,
): Promise<WorkflowExecutionInfo> {
  return until(query, async () => (await runsFound(temporal, query))[0], timeoutMs);
}

/** Resolves when the run waits on a timer of its own. */
export function untilWaiting(temporal: Client, workflowId: string): Promise<true> {
  return until(`${workflowId} waits`, async () => {
    const { events } = await temporal.workflow.getHandle(workflowId).fetchHistory();
    const waits = events?.some(({ timerStartedEventAttributes }) => timerStartedEventAttributes);
    return waits ? true : undefined;
  });
}
