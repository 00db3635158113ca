import type { AnswerPlan, IndexState } from '../../contracts/activities.js';
import type { Question } from '../../contracts/answer.js';
import type { Scope } from '../../contracts/passage.js';
import type { Outcome } from '../stage-failure.js';
import type { Budget } from './budget.js';
import type { Ledger } from './ledger.js';
import { stageActivities } from './stages.js';

/** What every step of one attempt needs. */
export interface Asking {
  readonly plan: AnswerPlan;
  readonly question: Question;
  readonly budget: Budget;
  readonly ledger: Ledger;
}

/** One try only: the searches behind it have their own, and do without what it would have told. */
export function inspectIndex(asking: Asking): Promise<Outcome<IndexState>> {
  const { plan, question, budget, ledger } = asking;
  const policy = { ...plan.policies.search, attempts: 1 };
  return ledger.run('recall', plan.searchCircuits, () =>
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
