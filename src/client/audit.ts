import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { Client } from '@temporalio/client';
import { operatorAction, type OperatorAction } from '../contracts/audit.js';
import { queues } from '../contracts/names.js';

/** An action with its time (ISO). */
export interface RecordedAction extends OperatorAction {
  readonly at: string;
}

/** The user and host of this process. Containers may run as a user without a name. */
export function localUser(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}@${hostname()}`;
  }
}

/**
 * Records an action before it is done, as a run of its own: append-only, kept for the retention time of
 * the namespace. Needs no worker.
 */
export async function recordAction(client: Client, action: OperatorAction): Promise<void> {
  await client.workflow.start('recordAction', {
    workflowId: `audit/${randomUUID()}`,
    taskQueue: queues.main,
    args: [action],
    memo: { ...action },
    staticSummary: `${action.action} (${action.by})`.slice(0, 200),
  });
}

/** The newest recorded actions, newest first. */
export async function listActions(client: Client, most: number): Promise<RecordedAction[]> {
  const actions: RecordedAction[] = [];
  const query = `WorkflowType = 'recordAction'`;
  for await (const { memo, startTime } of client.workflow.list({ query, pageSize: most })) {
    const { data } = operatorAction.safeParse(memo);
    if (data) actions.push({ ...data, at: startTime.toISOString() });
    if (actions.length === most) break;
  }
  return actions;
}
