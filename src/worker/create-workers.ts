import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import type { Config } from '../config.js';
import { queues } from '../contracts/names.js';
import type { Activities } from './activities.js';
import { ingestionQueues, questionQueues } from './task-queues.js';
import { workflowBundlePath } from './workflow-bundle.js';

/** Activities may end by themselves this long after a shutdown was asked for. */
const shutdownGrace = '10 seconds';

/** The queues on which a worker of each kind runs workflows. */
export const workflowQueues: Readonly<Record<Config['work'], readonly string[]>> = {
  all: [queues.main, queues.entities, queues.ingest],
  questions: [queues.main, queues.entities],
  ingestion: [queues.ingest],
};

/**
 * One worker per task queue, since limits belong to queues. For questions: the main queue, the entities'
 * own, which must answer while work piles up elsewhere, and those of the limited dependencies. For
 * ingestions: their own, and those of bulk embeddings.
 */
export async function createWorkers(
  connection: NativeConnection,
  config: Config,
  { question, ingest, circuit, interceptor }: Activities,
): Promise<readonly Worker[]> {
  const shared: Omit<WorkerOptions, 'taskQueue'> = {
    connection,
    namespace: config.temporal.namespace,
    shutdownGraceTime: shutdownGrace,
    interceptors: { activity: [interceptor] },
    // Partial answers travel in heartbeats: the default throttle would hide nearly all of them.
    maxHeartbeatThrottleInterval: '200 milliseconds',
  };
  const forWorkflows: Omit<WorkerOptions, 'taskQueue'> = {
    ...shared,
    workflowBundle: { codePath: await workflowBundlePath() },
    // Nothing must wait long for the sticky queue of a worker that was killed.
    stickyQueueScheduleToStartTimeout: '1 second',
  };
  const questions: WorkerOptions[] = [
    // Ingestions begun before they had a queue of their own are still here.
    { ...forWorkflows, taskQueue: queues.main, activities: { ...question, ...ingest } },
    { ...forWorkflows, taskQueue: queues.entities, activities: circuit },
    ...questionQueues(config, question).map((queue) => ({ ...shared, ...queue })),
  ];
  const ingestion: WorkerOptions[] = [
    { ...forWorkflows, taskQueue: queues.ingest, activities: ingest },
    ...ingestionQueues(config, ingest).map((queue) => ({ ...shared, ...queue })),
  ];
  const wanted = { all: [...questions, ...ingestion], questions, ingestion }[config.work];
  return Promise.all(wanted.map((options) => Worker.create(options)));
}
