import type { AnswerPlan, IndexState } from '../../contracts/activities.js';
import type { Question } from '../../contracts/answer.js';
import type { Scope } from '../../contracts/passage.js';
import type { Outcome } from '../stage-failure.js';
import type { Budget } from './budget.js';
import type { QuestionRun } from './question-run.js';
import { stageActivities } from './stages.js';

/** What every step of one attempt needs. */
export interface AttemptContext {
  readonly plan: AnswerPlan;
  readonly question: Question;
  readonly budget: Budget;
  readonly run: QuestionRun;
}

/** Tried once only: the searches after it retry by themselves and work without its result. */
export function inspectIndex(context: AttemptContext): Promise<Outcome<IndexState>> {
  const { plan, question, budget, run } = context;
  const policy = { ...plan.policies.search, attempts: 1 };
  return run.runStage('index', plan.searchCircuits, () =>
    stageActivities(plan, {
      policy,
      withinMs: budget.shareMs(policy.budgetMs),
      summary: 'look at the index',
    }).inspectIndex(scopeOf(question, null)),
  );
}

/** Where to search: pinned to one physical collection when it is known. */
export function scopeOf({ tenant, corpus }: Question, index: IndexState | null): Scope {
  return index ? { tenant, corpus, collection: index.collection } : { tenant, corpus };
}

/** What a result says of an index whose vectors are still being made. */
export function embeddedShare(index: IndexState | null): Pick<IndexState, 'embeddedShare'> {
  const share = index?.embeddedShare;
  return share === undefined ? {} : { embeddedShare: share };
}
