import type { QuestionInput, SearchResult } from '../contracts/answer.js';
import { asWorkflowFailure } from './stage-failure.js';
import { startBudget } from './question/budget.js';
import { startRun } from './question/question-run.js';
import { retrieve } from './question/retrieve.js';
import { planQuestion } from './question/stages.js';
import { embeddedShare, inspectIndex, scopeOf } from './question/inspect-index.js';

/** Retrieval alone: the fused candidates with each leg's own score. Fails when no search is possible. */
export async function searchPassages(input: QuestionInput): Promise<SearchResult> {
  const plan = await planQuestion(input);
  const { question } = plan;
  const budget = startBudget(question.deadlineMs ?? plan.deadlineMs);
  const run = startRun(plan.openCircuits ?? []);
  const inspected = await inspectIndex({ plan, question, budget, run });
  if (!inspected.ok && inspected.failure.category === 'client_error') {
    throw asWorkflowFailure(inspected.failure);
  }
  const index = inspected.ok ? inspected.value : null;
  const search = { plan, question, scope: scopeOf(question, index), budget, run };
  const retrieval = await retrieve(search, index);
  if (retrieval.kind === 'unavailable') {
    throw asWorkflowFailure(retrieval.failure);
  }
  const { candidates, coverage } = retrieval.evidence;
  return {
    hits: candidates.slice(0, question.topK),
    coverage: coverage ?? 0,
    ...embeddedShare(index),
    degraded: run.degraded,
    timings: { totalMs: budget.elapsedMs(), stages: run.timings },
  };
}
