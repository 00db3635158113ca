import { proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { AnswerPlan, IndexState, QuestionActivities } from '../../contracts/activities.js';
import type { Answer, CachedAnswer } from '../../contracts/answer.js';
import { outcomeOf } from '../stage-failure.js';
import { scopeOf, type AttemptContext } from './inspect-index.js';

/** Local, once, and briefly: an answer is written as well without the cache. */
const cacheActivities = (summary: string) =>
  proxyLocalActivities<QuestionActivities>({
    scheduleToCloseTimeout: '1 second',
    retry: { maximumAttempts: 1 },
    summary,
  });

/**
 * The cached answer to the same question from the same documents; without `indexVersion`, whichever the
 * worker has. Null without one or with the cache off.
 */
export async function findCached(
  { plan, question, run }: AttemptContext,
  indexVersion?: string,
): Promise<CachedAnswer | null> {
  const { enabled, maxAgeMs } = plan.answerCache;
  if (!enabled || !question.cache) return null;
  const found = await run.runStage('cache', [], () =>
    cacheActivities('look for a cached answer').findCachedAnswer({
      scope: scopeOf(question, null),
      questionKey: plan.questionKey,
      ...(indexVersion !== undefined && { fresh: { indexVersion, maxAgeMs } }),
    }),
  );
  return found.ok ? found.value : null;
}

/** Keeps an answer that was written from the documents, whole and undegraded, for the next who ask. */
export async function saveToCache(
  plan: AnswerPlan,
  answer: Answer,
  index: IndexState | null,
): Promise<void> {
  const { kind, source, degraded } = answer;
  const isWorthIt = kind === 'answered' && source === 'rag' && degraded.length === 0;
  if (!plan.answerCache.enabled || !isWorthIt || !index) return;
  await outcomeOf(
    cacheActivities('save the answer for the next who ask').saveAnswer({
      scope: scopeOf(plan.question, null),
      questionKey: plan.questionKey,
      workflowId: workflowInfo().workflowId,
      indexVersion: index.version,
      answer,
    }),
  );
}
