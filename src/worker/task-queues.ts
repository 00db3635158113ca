import type { WorkerOptions } from '@temporalio/worker';
import type { Config } from '../config.js';
import type { IngestActivities } from '../contracts/ingest-activities.js';
import type { QuestionActivities } from '../contracts/question-activities.js';
import { endpointsOf, type Endpoint, type Role } from '../services.js';

/** Options of one worker: one per task queue, since limits belong to queues. */
export type QueueOptions = Pick<
  WorkerOptions,
  | 'taskQueue'
  | 'activities'
  | 'maxConcurrentActivityTaskExecutions'
  | 'maxTaskQueueActivitiesPerSecond'
>;

/** The queues of the limited endpoints of questions, each with the one activity it carries. */
export function questionQueues(
  config: Config,
  activities: QuestionActivities,
): readonly QueueOptions[] {
  return limitedQueues(config, {
    embed: only(activities, 'embedQuestion'),
    rerank: only(activities, 'rerankPassages'),
    generate: only(activities, 'generateAnswer'),
  });
}

/** The same for ingestions. */
export function ingestionQueues(
  config: Config,
  activities: IngestActivities,
): readonly QueueOptions[] {
  return limitedQueues(config, { bulkEmbed: only(activities, 'embedPassages') });
}

function only<T, K extends keyof T & string>(activities: T, name: K): Record<string, T[K]> {
  return { [name]: activities[name] };
}

function limitedQueues(
  config: Config,
  activities: Readonly<Partial<Record<Role, object>>>,
): readonly QueueOptions[] {
  return endpointsOf(config).flatMap(({ role, queue }) => {
    const carried = activities[role];
    return carried && queue ? [queueOptions(queue, carried)] : [];
  });
}

function queueOptions(
  { name, perSecond, concurrency }: NonNullable<Endpoint['queue']>,
  activities: object,
): QueueOptions {
  return {
    taskQueue: name,
    activities,
    maxConcurrentActivityTaskExecutions: concurrency,
    ...(perSecond === null ? {} : { maxTaskQueueActivitiesPerSecond: perSecond }),
  };
}
