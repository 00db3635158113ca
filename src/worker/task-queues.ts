import type { WorkerOptions } from '@temporalio/worker';
import type { IngestActivities, QuestionActivities } from '../contracts/activities.js';
import { queues } from '../contracts/names.js';
import type { Config, QueueConfig } from '../config.js';
import { embeddingEndpoints } from '../config/embedder.js';

/** Options of one worker: one per task queue, since limits belong to queues. */
export type QueueOptions = Pick<
  WorkerOptions,
  | 'taskQueue'
  | 'activities'
  | 'maxConcurrentActivityTaskExecutions'
  | 'maxTaskQueueActivitiesPerSecond'
>;

/** The queues of the limited dependencies of questions, each with the one activity it carries. */
export function questionQueues(
  { embedder, reranker, generators, queues: limits }: Config,
  question: QuestionActivities,
): QueueOptions[] {
  const limited = embeddingEndpoints(embedder).map(({ space }) =>
    queue(queues.embed(space.provider), only(question, 'embedQuestion'), limits.embed),
  );
  if (reranker) {
    limited.push(
      queue(queues.rerank(reranker.provider), only(question, 'rerankPassages'), limits.rerank),
    );
  }
  const remote = generators.filter(({ rung }) => rung.queue !== queues.main);
  for (const { rung } of remote) {
    limited.push(queue(rung.queue, only(question, 'generateAnswer'), limits.generate));
  }
  return limited;
}

/** The same for ingestions. */
export function ingestionQueues(
  { embedder, queues: limits }: Config,
  ingest: IngestActivities,
): QueueOptions[] {
  return embeddingEndpoints(embedder).map(({ space }) =>
    queue(queues.bulkEmbed(space.provider), only(ingest, 'embedPassages'), limits.bulkEmbed),
  );
}

function only<T, K extends keyof T & string>(activities: T, name: K): Record<string, T[K]> {
  return { [name]: activities[name] };
}

function queue(
  taskQueue: string,
  activities: object,
  { perSecond, concurrency }: QueueConfig,
): QueueOptions {
  return {
    taskQueue,
    activities,
    maxConcurrentActivityTaskExecutions: concurrency,
    ...(perSecond === null ? {} : { maxTaskQueueActivitiesPerSecond: perSecond }),
  };
}
