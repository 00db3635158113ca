import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Config } from '../../config.js';
import { embeddingEndpoints } from '../../config/embedder.js';
import { queues } from '../../contracts/names.js';
import { counted } from '../render/quantities.js';
import { bad, good, info, type Finding } from './finding.js';

const { TaskQueueType } = proto.temporal.api.enums.v1;

interface Queue {
  readonly name: string;
  readonly type: proto.temporal.api.enums.v1.TaskQueueType;
}

/** Workers that poll, for every queue of this configuration, and limits set over theirs through the API. */
export async function examineQueues(client: Client, config: Config): Promise<readonly Finding[]> {
  const main = { name: queues.main, type: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW };
  const all = [main, ...activityQueues(config)];
  const findings = await Promise.all(all.map((queue) => examineQueue(client, queue)));
  return findings.flat();
}

function activityQueues({ embedder, reranker, generators }: Config): readonly Queue[] {
  const names = new Set<string>([queues.main, ...generators.map(({ rung }) => rung.queue)]);
  for (const { space } of embeddingEndpoints(embedder)) {
    names.add(queues.embed(space.provider));
    names.add(queues.bulkEmbed(space.provider));
  }
  if (reranker) names.add(queues.rerank(reranker.provider));
  return [...names].map((name) => ({ name, type: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY }));
}

async function examineQueue(client: Client, { name, type }: Queue): Promise<readonly Finding[]> {
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
  return [polled, limitFinding(name, perSecond, limit?.metadata?.reason ?? '')];
}

/** Whatever was set over the workers' own limits through Temporal's API. */
function limitFinding(name: string, perSecond: number, reason: string): Finding {
  const why = reason === '' ? 'no reason is given' : reason;
  if (perSecond > 0) return info(`Limit of ${name}`, `${perSecond} per second: ${why}`);
  return bad(
    `Limit of ${name}`,
    `paused: ${why}`,
    `temporal task-queue config set --task-queue ${name} --task-queue-type activity --queue-rps-limit default`,
  );
}
