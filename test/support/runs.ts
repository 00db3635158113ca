import { ok } from 'node:assert/strict';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { eventually } from './eventually.js';

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
  withinMs?: number,
): Promise<WorkflowExecutionInfo> {
  return eventually(async () => {
    const [newest] = await runsFound(temporal, query);
    ok(newest, `no run is found by ${query}`);
    return newest;
  }, withinMs);
}

/** Resolves when the run waits on a timer of its own. */
export function untilWaiting(temporal: Client, workflowId: string): Promise<void> {
  return eventually(async () => {
    const { events } = await temporal.workflow.getHandle(workflowId).fetchHistory();
    const waits = events?.some(({ timerStartedEventAttributes }) => timerStartedEventAttributes);
    ok(waits, `${workflowId} does not wait`);
  });
}
