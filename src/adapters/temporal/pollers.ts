import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

const pollMs = 50;

/** Identities of the workers that polled a queue for workflows within the last minutes. */
export async function pollersOf(
  { workflowService, options }: Pick<Client, 'workflowService' | 'options'>,
  name: string,
): Promise<readonly string[]> {
  const { pollers } = await workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name },
    taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  });
  return (pollers ?? []).map(({ identity }) => identity ?? '');
}

/** Whether a process of this host polls a queue for workflows: that is how the SDK names workers. */
export async function polls(client: Client, pid: number, queue: string): Promise<boolean> {
  return (await pollersOf(client, queue)).includes(`${pid}@${hostname()}`);
}

/**
 * Resolves when Temporal has seen this process poll all of these queues, at the signal, or when it cannot
 * be asked: a worker may lack the right to.
 */
export async function untilPolling(
  client: Client,
  queues: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  try {
    for (const queue of queues) {
      while (!signal.aborted && !(await polls(client, process.pid, queue))) await sleep(pollMs);
    }
  } catch {
    // It polls all the same.
  }
}
