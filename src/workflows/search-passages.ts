import { ApplicationFailure } from '@temporalio/workflow';
import type { Question, SearchResult } from '../contracts/answer.js';
import { startBudget } from './question/budget.js';
import { startRun } from './question/question-run.js';
import { retrieve } from './question/retrieve.js';
import { planQuestion } from './question/stages.js';
import { inspectIndex, scopeOf } from './question/inspect-index.js';

/** Retrieval alone: the fused candidates with each leg's own score. Fails when no search is possible. */
export async function searchPassages(question: Question): Promise<SearchResult> {
  const plan = await planQuestion(question);
  const budget = startBudget(question.deadlineMs ?? plan.deadlineMs);
  const run = startRun(plan.openCircuits ?? []);
  const inspected = await inspectIndex({ plan, question, budget, run });
  if (!inspected.ok && inspected.failure.category === 'client_error') {
    throw ApplicationFailure.nonRetryable(inspected.failure.message, 'client_error');
  }
  const index = inspected.ok ? inspected.value : null;
  const search = { plan, question, scope: scopeOf(question, index), budget, run };
  const retrieval = await retrieve(search, index);
  if (retrieval.kind === 'unavailable') {
    const { message, category } = retrieval.failure;
    throw ApplicationFailure.nonRetryable(message, category);
  }
  const { candidates, coverage } = retrieval.evidence;
  return {
    hits: candidates.slice(0, question.topK),
    coverage: coverage ?? 0,
    degraded: run.degraded,
    timings: { totalMs: budget.elapsedMs(), stages: run.timings },
  };
}
