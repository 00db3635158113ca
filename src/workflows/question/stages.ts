import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { AnswerPlan, QuestionActivities, StagePolicy } from '../../contracts/activities.js';
import type { QuestionInput } from '../../contracts/answer.js';
import { queues } from '../../contracts/names.js';
import { valueOrFail } from '../stage-failure.js';

/** The longest Retry-After a question waits for; the server cuts delays to the maximum interval. */
const longestRetryAfterMs = 60_000;

/** Local, since it only validates the input and reads the worker's configuration. */
const { planQuestion: planLocally } = proxyLocalActivities<QuestionActivities>({
  startToCloseTimeout: '2 seconds',
  summary: 'validate the input and read the configuration',
});

/** The first step of every question. Fails the workflow when its input is not valid. */
export const planQuestion = (input: QuestionInput) => valueOrFail(planLocally(input));

interface StageCall {
  readonly policy: StagePolicy;
  /** The most the stage may take, attempts and waits together. */
  readonly withinMs: number;
  readonly summary: string;
  readonly queue?: string;
  readonly heartbeatMs?: number;
}

/** The activities of a question under one stage's policy, never longer than `withinMs`. */
export function stageActivities(plan: AnswerPlan, call: StageCall) {
  const withinMs = Math.max(1, Math.floor(call.withinMs));
  const queue = call.queue ?? queues.main;
  // A limited queue may be paused or long: the next generator is better than a lost deadline.
  const limited = queue !== queues.main;
  return proxyActivities<QuestionActivities>({
    taskQueue: queue,
    startToCloseTimeout: Math.min(call.policy.attemptMs, withinMs),
    scheduleToCloseTimeout: withinMs,
    ...(limited ? { scheduleToStartTimeout: Math.min(plan.scheduleToStartMs, withinMs) } : {}),
    ...(call.heartbeatMs === undefined ? {} : { heartbeatTimeout: call.heartbeatMs }),
    retry: {
      maximumAttempts: call.policy.attempts,
      initialInterval: call.policy.backoffMs,
      maximumInterval: longestRetryAfterMs,
    },
    summary: call.summary,
  });
}
