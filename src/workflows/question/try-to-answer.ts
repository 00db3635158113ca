import type { AnswerPlan, EarlierAnswer, IndexState } from '../../contracts/activities.js';
import type { Answer, Question } from '../../contracts/answer.js';
import { startBudget } from './budget.js';
import { climbLadder, type Written } from './climb-ladder.js';
import {
  compose,
  concludeWritten,
  earlierAnswer,
  failure,
  noRetrieval,
  nothingRelevant,
} from './compose.js';
import { inspectIndex, scopeOf, type Asking } from './inspect-index.js';
import { openLedger, type Ledger } from './ledger.js';
import { rerank } from './rerank.js';
import { retrieve, type Evidence } from './retrieve.js';
import { stageActivities } from './stages.js';

export interface Attempt {
  readonly answer: Answer;
  readonly ledger: Ledger;
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
    ledger: openLedger(openCircuits),
  };
  const { budget, ledger } = asking;

  const inspected = await inspectIndex(asking);
  const index = inspected.ok ? inspected.value : null;
  const finish = (conclusion: Parameters<typeof compose>[1]): Attempt => ({
    answer: compose(question, conclusion, budget, ledger),
    ledger,
    index,
  });
  if (!inspected.ok && inspected.failure.category === 'client_error') {
    return finish(failure(inspected.failure));
  }

  const earlier = index && (await recall(asking, plan.earlierAnswers.maxAgeMs));
  if (earlier && earlier.indexVersion === index.version) {
    return finish(earlierAnswer(earlier, false, Date.now()));
  }

  const scope = scopeOf(question, index);
  const retrieval = await retrieve({ ...asking, scope }, index);
  if (retrieval.kind === 'unavailable') {
    const newest = await recall(asking);
    if (!newest) return finish(noRetrieval());
    ledger.degrade('recall', retrieval.failure, 'an earlier answer, perhaps out of date');
    return finish(earlierAnswer(newest, true, Date.now()));
  }

  const { evidence } = retrieval;
  if (!isRelevant(plan, evidence)) return finish(nothingRelevant());

  const ranked = await rerank(plan, question.question, evidence, budget, ledger);
  const written = await climbLadder(
    {
      plan,
      question: question.question,
      scope,
      candidates: ranked.candidates,
      topK: question.topK,
    },
    budget,
    ledger,
  );
  noteShortcomings(written, ledger);
  return finish(concludeWritten(written, ranked, evidence));
}

/** The newest earlier answer to the same question, if they are in use and there is one. */
async function recall(
  { plan, budget, ledger }: Asking,
  maxAgeMs?: number,
): Promise<EarlierAnswer | null> {
  if (!plan.earlierAnswers.enabled || !plan.searchAttributes) return null;
  const policy = { ...plan.policies.search, attempts: 1 };
  const recalled = await ledger.run('recall', [], () =>
    stageActivities(plan, {
      policy,
      withinMs: budget.shareMs(policy.budgetMs),
      summary: 'look for an earlier answer',
    }).recallAnswer({
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
function noteShortcomings(written: Written, ledger: Ledger): void {
  if (written.kind !== 'answered') return;
  const { rung, result } = written;
  const only = ledger.degraded.every(({ stage }) => stage !== 'generate');
  if (rung.provider === 'extractive' && only) {
    const cause = { reason: 'not_configured', message: 'no generator is configured' } as const;
    ledger.degrade('generate', cause, 'sentences of the documents');
  }
  if (result.citations.length === 0) {
    const message = 'no passage supports the answer word for word';
    ledger.degrade('cite', { reason: 'unsupported', message }, 'an answer without citations');
  }
}
