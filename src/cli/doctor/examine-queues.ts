import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Config } from '../../config.js';
import { queues } from '../../contracts/names.js';
import { isStale, readReason } from '../../core/limit-reason.js';
import { endpointsOf } from '../../services.js';
import { counted } from '../render/quantities.js';
import { bad, good, info, type Finding } from './finding.js';

const { TaskQueueType } = proto.temporal.api.enums.v1;

interface Queue {
  readonly name: string;
  readonly type: proto.temporal.api.enums.v1.TaskQueueType;
}

/** Workers that poll, for every queue of this configuration, and limits set over theirs through the API. */
export async function examineQueues(client: Client, config: Config): Promise<readonly Finding[]> {
  const limited = endpointsOf(config).flatMap(({ queue }) => (queue ? [queue.name] : []));
  const activities = [queues.main, queues.ingest, ...limited].map((name): Queue => {
    return { name, type: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY };
  });
  const main: Queue = { name: queues.main, type: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW };
  const findings = await Promise.all(
    [main, ...activities].map((queue) => examineQueue(client, queue, limited.includes(queue.name))),
  );
  return findings.flat();
}

/** `isOperated`: our own commands limit it. */
async function examineQueue(
  client: Client,
  { name, type }: Queue,
  isOperated: boolean,
): Promise<readonly Finding[]> {
  const { pollers, config } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name },
    taskQueueType: type,
    reportConfig: true,
  });
  const isWorkflows = type === TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW;
  const part = isWorkflows ? 'Worker' : `Queue ${name}`;
  const workers = new Set(pollers.map(({ identity }) => identity)).size;
  const polled =
    workers > 0
      ? good(part, `${counted(workers, 'worker')} polled in the last minutes`)
      : bad(part, 'no worker polls', 'start one with "holdfast up" or "holdfast worker"');
  const limit = config?.queueRateLimit;
  const perSecond = limit?.rateLimit?.requestsPerSecond;
  if (perSecond === undefined || perSecond === null) return [polled];
  const limited = { queue: name, perSecond, reason: limit?.metadata?.reason ?? '', isOperated };
  return [polled, limitFinding(limited, Date.now())];
}

/** What was set over the workers' own limits through Temporal's API. */
export interface FoundLimit {
  readonly queue: string;
  readonly perSecond: number;
  readonly reason: string;
  /** Whether our own commands limit this queue. */
  readonly isOperated: boolean;
}

/** Bad where it pauses the queue, or where the process that set it is gone. */
export function limitFinding(limit: FoundLimit, now: number): Finding {
  const { queue, perSecond, isOperated } = limit;
  const { cause, until } = readReason(limit.reason);
  const part = `Limit of ${queue}`;
  const rate = perSecond > 0 ? `${perSecond} per second` : 'paused';
  const found = `${rate}: ${cause === '' ? 'no reason is given' : cause}`;
  const lift = isOperated ? `holdfast limits auto ${queue}` : liftByHand(queue);
  if (isStale({ cause, until }, now)) {
    const fix = `start a worker, which lifts it, and if it stays: ${lift}`;
    return bad(part, `${found} (void since ${until}, and still there)`, fix);
  }
  return perSecond > 0 ? info(part, found) : bad(part, found, lift);
}

function liftByHand(queue: string): string {
  return `temporal task-queue config set --task-queue ${queue} --task-queue-type activity --queue-rps-limit default`;
}
