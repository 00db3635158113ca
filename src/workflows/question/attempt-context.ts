import type { AnswerPlan, BegunQuestion, IndexState } from '../../contracts/question-activities.js';
import type { Question } from '../../contracts/answer.js';
import type { Outcome } from '../../contracts/failure.js';
import type { Scope } from '../../contracts/passage.js';
import { startBudget, type Budget, type BudgetTime } from './budget.js';
import { startRun, type QuestionRun } from './question-run.js';

/** What every step of one attempt needs. */
export interface AttemptContext {
  readonly plan: AnswerPlan;
  readonly question: Question;
  readonly scope: Scope;
  readonly index: Outcome<IndexState>;
  /** What was read ahead besides. */
  readonly begun: BegunQuestion;
  readonly budget: Budget;
  readonly run: QuestionRun;
}

/** One attempt within that time from `startedAt` on. Its scope is pinned to one collection when that is known. */
export function beginAttempt(
  plan: AnswerPlan,
  begun: BegunQuestion,
  time: BudgetTime,
): AttemptContext {
  const { question } = plan;
  const { tenant, corpus } = question;
  const run = startRun(begun.openCircuits ?? []);
  const index = run.endStage('index', plan.searchCircuits, begun.index);
  const pinned = index.ok ? { collection: index.value.collection } : {};
  const scope = { tenant, corpus, ...pinned };
  return { plan, question, scope, index, begun, budget: startBudget(time), run };
}

/** What a result says of an index whose vectors are still being made. */
export function embeddedShare({
  index,
}: Pick<AttemptContext, 'index'>): Pick<IndexState, 'embeddedShare'> {
  const share = index.ok ? index.value.embeddedShare : undefined;
  return share === undefined ? {} : { embeddedShare: share };
}
