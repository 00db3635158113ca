import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { outcomes } from '../../core/outcome.js';
import { readReason, writeReason } from '../../core/limit-reason.js';
import { PortError } from '../../ports/port-error.js';
import type { QueueLimits } from '../../ports/queue-limits.js';

const { TASK_QUEUE_TYPE_ACTIVITY } = proto.temporal.api.enums.v1.TaskQueueType;

/** Limits through Temporal's own API (server 1.29 or later): in force within half a second, and persisted. */
export function createTemporalQueueLimits(client: Client, identity: string): QueueLimits {
  const { namespace } = client.options;
  const call = <T>(what: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> =>
    client.withAbortSignal(signal, work).catch((error: unknown) => {
      throw new PortError(`temporal: ${what} failed`, {
        dependency: 'temporal',
        ...outcomes.unreachable,
        circuit: 'ignore',
        cause: error,
      });
    });

  return {
    read: (queue, signal) =>
      call(`reading the limit of ${queue}`, signal, async () => {
        const { config } = await client.workflowService.describeTaskQueue({
          namespace,
          taskQueue: { name: queue },
          taskQueueType: TASK_QUEUE_TYPE_ACTIVITY,
          reportConfig: true,
        });
        const limit = config?.queueRateLimit;
        const perSecond = limit?.rateLimit?.requestsPerSecond;
        if (perSecond === undefined || perSecond === null) return null;
        return { perSecond, ...readReason(limit?.metadata?.reason ?? '') };
      }),

    write: (queue, limit, signal) =>
      call(`limiting ${queue}`, signal, async () => {
        await client.workflowService.updateTaskQueueConfig({
          namespace,
          identity,
          taskQueue: queue,
          taskQueueType: TASK_QUEUE_TYPE_ACTIVITY,
          updateQueueRateLimit: limit
            ? {
                rateLimit: { requestsPerSecond: limit.perSecond },
                reason: writeReason(limit),
              }
            : {},
        });
      }),
  };
}
