import { proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { AnswerPlan, QuestionActivities } from '../../contracts/question-activities.js';
import type { Answer, CachedAnswer } from '../../contracts/answer.js';
import { outcomeOf } from '../stage-failure.js';
import type { AttemptContext } from './attempt-context.js';

/** Local, once, and briefly: an answer is written as well without the cache. */
const cacheActivities = (summary: string) =>
  proxyLocalActivities<QuestionActivities>({
    scheduleToCloseTimeout: '1 second',
    retry: { maximumAttempts: 1 },
    summary,
  });

/** The cached answer to the same question that the worker has, however old; null with the cache off. */
export async function findStale({
  plan,
  question,
  scope,
  run,
}: AttemptContext): Promise<CachedAnswer | null> {
  if (!plan.answerCache.enabled || !question.cache) return null;
  const { questionKey } = plan;
  const found = await run.runStage('cache', [], () =>
    cacheActivities('look for a cached answer').findCachedAnswer({ scope, questionKey }),
  );
  return found.ok ? found.value : null;
}

/** Keeps an answer that was written from the documents, whole and undegraded, for the next who ask. */
export async function saveToCache(
  plan: AnswerPlan,
  answer: Answer,
  { index, scope }: AttemptContext,
): Promise<void> {
  const { kind, source, degraded } = answer;
  const isWorthIt = kind === 'answered' && source === 'rag' && degraded.length === 0;
  if (!plan.answerCache.enabled || !isWorthIt || !index.ok) return;
  await outcomeOf(
    cacheActivities('save the answer for the next who ask').saveAnswer({
      scope,
      questionKey: plan.questionKey,
      workflowId: workflowInfo().workflowId,
      indexVersion: index.value.version,
      answer,
    }),
  );
}
