import type { AnswerPlan, CachedAnswer, IndexState } from '../../contracts/activities.js';
import type { Answer, Question } from '../../contracts/answer.js';
import { startBudget } from './budget.js';
import { generateWithFallbacks, type Written } from './generate-with-fallbacks.js';
import {
  compose,
  concludeWritten,
  cachedAnswer,
  failure,
  noRetrieval,
  nothingRelevant,
} from './compose.js';
import { inspectIndex, scopeOf, type Asking } from './inspect-index.js';
import { startRun, type QuestionRun } from './question-run.js';
import { rerank } from './rerank.js';
import { retrieve, type Evidence } from './retrieve.js';
import { stageActivities } from './stages.js';

export interface Attempt {
  readonly answer: Answer;
  readonly run: QuestionRun;
  readonly index: IndexState | null;
}

/** One way from the question to a result, within one deadline. */
export async function tryToAnswer(
  plan: AnswerPlan,
  question: Question,
  deadlineMs: number,
  openCircuits: readonly string[],
): Promise<Attempt> {
  const asking = {
    plan,
    question,
    budget: startBudget(deadlineMs),
    run: startRun(openCircuits),
  };
  const { budget, run } = asking;

  const inspected = await inspectIndex(asking);
  const index = inspected.ok ? inspected.value : null;
  const finish = (conclusion: Parameters<typeof compose>[1]): Attempt => ({
    answer: compose(question, conclusion, budget, run),
    run,
    index,
  });
  if (!inspected.ok && inspected.failure.category === 'client_error') {
    return finish(failure(inspected.failure));
  }

  const earlier = index && (await recall(asking, plan.answerCache.maxAgeMs));
  if (earlier && earlier.indexVersion === index.version) {
    return finish(cachedAnswer(earlier, false, Date.now()));
  }

  const scope = scopeOf(question, index);
  const retrieval = await retrieve({ ...asking, scope }, index);
  if (retrieval.kind === 'unavailable') {
    const newest = await recall(asking);
    if (!newest) return finish(noRetrieval());
    run.degrade('cache', retrieval.failure, 'an earlier answer, perhaps out of date');
    return finish(cachedAnswer(newest, true, Date.now()));
  }

  const { evidence } = retrieval;
  if (!isRelevant(plan, evidence)) return finish(nothingRelevant());

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
  noteShortcomings(written, run);
  return finish(concludeWritten(written, ranked, evidence));
}

/** The newest earlier answer to the same question, if they are in use and there is one. */
async function recall(
  { plan, budget, run }: Asking,
  maxAgeMs?: number,
): Promise<CachedAnswer | null> {
  if (!plan.answerCache.enabled || !plan.searchAttributes) return null;
  const policy = { ...plan.policies.search, attempts: 1 };
  const recalled = await run.runStage('cache', [], () =>
    stageActivities(plan, {
      policy,
      withinMs: budget.shareMs(policy.budgetMs),
      summary: 'look for an earlier answer',
    }).findCachedAnswer({
      questionKey: plan.questionKey,
      ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    }),
  );
  return recalled.ok ? recalled.value : null;
}

/** Lexical evidence decides; with a hit by meaning as well, half of it is enough. */
function isRelevant(plan: AnswerPlan, { candidates, coverage, usedDense }: Evidence): boolean {
  if (candidates.length === 0) return false;
  if (coverage === null) return true;
  return coverage >= (usedDense ? plan.minCoverage / 2 : plan.minCoverage);
}

/** Records what makes a written answer less than a full one. */
function noteShortcomings(written: Written, run: QuestionRun): void {
  if (written.kind !== 'answered') return;
  const { entry, result } = written;
  const only = run.degraded.every(({ stage }) => stage !== 'generate');
  if (entry.provider === 'extractive' && only) {
    const cause = { reason: 'not_configured', message: 'no generator is configured' } as const;
    run.degrade('generate', cause, 'sentences of the documents');
  }
  if (result.citations.length === 0) {
    const message = 'no passage supports the answer word for word';
    run.degrade('cite', { reason: 'unsupported', message }, 'an answer without citations');
  }
}
