import type { AnswerPlan, IndexState } from '../../contracts/activities.js';
import type { Question } from '../../contracts/answer.js';
import type { Scope } from '../../contracts/passage.js';
import type { Outcome } from '../stage-failure.js';
import type { Budget } from './budget.js';
import type { QuestionRun } from './question-run.js';
import { stageActivities } from './stages.js';

/** What every step of one attempt needs. */
export interface Asking {
  readonly plan: AnswerPlan;
  readonly question: Question;
  readonly budget: Budget;
  readonly run: QuestionRun;
}

/** One try only: the searches behind it have their own, and do without what it would have told. */
export function inspectIndex(asking: Asking): Promise<Outcome<IndexState>> {
  const { plan, question, budget, run } = asking;
  const policy = { ...plan.policies.search, attempts: 1 };
  return run.runStage('cache', plan.searchCircuits, () =>
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
