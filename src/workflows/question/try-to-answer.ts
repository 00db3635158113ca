import type { AnswerPlan, IndexState } from '../../contracts/activities.js';
import type { Answer } from '../../contracts/answer.js';
import { isRelevant } from '../../core/relevance.js';
import { startBudget } from './budget.js';
import { generateWithFallbacks } from './generate-with-fallbacks.js';
import {
  compose,
  concludeWritten,
  fromCache,
  failure,
  noRetrieval,
  nothingRelevant,
} from './compose.js';
import { embeddedShare, inspectIndex, scopeOf, type AttemptContext } from './inspect-index.js';
import { findCached } from './cached-answer.js';
import { startRun, type QuestionRun } from './question-run.js';
import { rerank } from './rerank.js';
import { retrieve } from './retrieve.js';

export interface Attempt {
  readonly answer: Answer;
  readonly run: QuestionRun;
  readonly index: IndexState | null;
}

/** One attempt from the question to a result, within one deadline. */
export async function tryToAnswer(
  plan: AnswerPlan,
  deadlineMs: number,
  openCircuits: readonly string[],
): Promise<Attempt> {
  const { question } = plan;
  const context: AttemptContext = {
    plan,
    question,
    budget: startBudget(deadlineMs),
    run: startRun(openCircuits),
  };
  const { budget, run } = context;

  const inspected = await inspectIndex(context);
  const index = inspected.ok ? inspected.value : null;
  const finish = (conclusion: Parameters<typeof compose>[1]): Attempt => ({
    answer: { ...compose(question, conclusion, budget, run), ...embeddedShare(index) },
    run,
    index,
  });
  if (!inspected.ok && inspected.failure.category === 'client_error') {
    return finish(failure(inspected.failure));
  }

  const cached = index && (await findCached(context, index.version));
  if (cached) return finish(fromCache(cached, false, Date.now()));

  const scope = scopeOf(question, index);
  const retrieval = await retrieve({ ...context, scope }, index);
  if (retrieval.kind === 'unavailable') {
    const newest = await findCached(context);
    if (!newest) return finish(noRetrieval());
    run.degrade('cache', retrieval.failure, 'a cached answer, perhaps out of date');
    return finish(fromCache(newest, true, Date.now()));
  }

  const { evidence } = retrieval;
  const seen = { ...evidence, partly: index?.embeddedShare !== undefined };
  if (evidence.candidates.length === 0 || !isRelevant(seen, plan.minCoverage)) {
    return finish(nothingRelevant());
  }

  const ranked = await rerank(plan, question.question, evidence, budget, run);
  const written = await generateWithFallbacks(
    {
      plan,
      question: question.question,
      scope,
      candidates: ranked.candidates,
      topK: question.topK,
    },
    budget,
    run,
  );
  if (written.kind === 'answered' && written.result.citations.length === 0) {
    const message = 'no passage supports the answer word for word';
    run.degrade('cite', { reason: 'unsupported', message }, 'an answer without citations');
  }
  return finish(concludeWritten(written, ranked, evidence));
}
