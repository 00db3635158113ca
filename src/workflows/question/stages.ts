import type { ActivityInterfaceFor, ActivityOptions } from '@temporalio/workflow';
import { proxyActivities } from '@temporalio/workflow';
import type {
  AnswerPlan,
  BegunQuestion,
  QuestionActivities,
  QuestionPurpose,
} from '../../contracts/question-activities.js';
import type { StagePolicy } from '../../contracts/service.js';
import type { QuestionInput } from '../../contracts/answer.js';
import { queues } from '../../contracts/names.js';
import { fromConfiguration, localFirst } from '../local-first.js';
import { valueOrFail } from '../stage-failure.js';

/** The longest Retry-After a question waits for; the server cuts delays to the maximum interval. */
const longestRetryAfterMs = 60_000;
/** The longest a read may hold up its workflow task. */
const longestLocalMs = 1_000;

/** The first step of every question. Fails the workflow when its input is not valid. */
export function beginQuestion(
  input: QuestionInput,
  purpose: QuestionPurpose,
): Promise<BegunQuestion> {
  const summary = 'validate the question, look at the index and search by words';
  return valueOrFail(
    fromConfiguration<QuestionActivities, BegunQuestion>(summary, (activities) =>
      activities.beginQuestion(input, purpose),
    ),
  );
}

type Activities = ActivityInterfaceFor<QuestionActivities>;

interface StageCall {
  readonly policy: StagePolicy;
  /** The most the stage may take, attempts and waits together. */
  readonly withinMs: number;
  readonly summary: string;
  readonly queue?: string;
  readonly heartbeatMs?: number;
  /** Whether it was tried within the workflow task already: then that was its first attempt. */
  readonly isRetry?: boolean;
}

/**
 * Runs an activity of a question under one stage's policy, never longer than `withinMs`: one that is
 * bought, slow or limited on the queue that it has for that, any other local first.
 */
export function runActivity<T>(
  plan: AnswerPlan,
  call: StageCall,
  run: (activities: Activities) => Promise<T>,
): Promise<T> {
  const { queue = queues.main, summary, withinMs, isRetry = false } = call;
  if (isRetry || queue !== queues.main) {
    return run(proxyActivities<QuestionActivities>(activityOptions(plan, call, queue, withinMs)));
  }
  const startedAt = Date.now();
  const thenOptions = () => activityOptions(plan, call, queue, withinMs - (Date.now() - startedAt));
  return localFirst({ summary, localMs: Math.min(longestLocalMs, withinMs), thenOptions }, run);
}

function activityOptions(
  plan: AnswerPlan,
  { policy, summary, heartbeatMs, isRetry = false }: StageCall,
  queue: string,
  mostMs: number,
): ActivityOptions {
  const withinMs = Math.max(1, Math.floor(mostMs));
  // A limited queue may be paused or long: the next generator is better than a lost deadline.
  const isLimited = queue !== queues.main;
  return {
    taskQueue: queue,
    startToCloseTimeout: Math.min(policy.attemptMs, withinMs),
    scheduleToCloseTimeout: withinMs,
    ...(isLimited && { scheduleToStartTimeout: Math.min(plan.scheduleToStartMs, withinMs) }),
    ...(heartbeatMs !== undefined && { heartbeatTimeout: heartbeatMs }),
    retry: {
      maximumAttempts: isRetry ? Math.max(1, policy.attempts - 1) : policy.attempts,
      initialInterval: policy.backoffMs,
      maximumInterval: longestRetryAfterMs,
    },
    summary,
  };
}
