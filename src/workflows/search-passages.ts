import type { QuestionInput, SearchResult } from '../contracts/answer.js';
import { asWorkflowFailure } from './stage-failure.js';
import { beginAttempt, embeddedShare } from './question/attempt-context.js';
import { retrieve } from './question/retrieve.js';
import { beginQuestion } from './question/stages.js';

/** Retrieval alone: the fused candidates with each leg's own score. Fails when no search is possible. */
export async function searchPassages(input: QuestionInput): Promise<SearchResult> {
  const startedAt = Date.now();
  const begun = await beginQuestion(input, 'search');
  const { plan } = begun;
  const deadlineMs = plan.question.deadlineMs ?? plan.deadlineMs;
  const context = beginAttempt(plan, begun, { startedAt, deadlineMs });
  const { index, question, budget, run } = context;
  if (!index.ok && index.failure.category === 'client_error') {
    throw asWorkflowFailure(index.failure);
  }
  const retrieval = await retrieve(context);
  if (retrieval.kind === 'unavailable') {
    throw asWorkflowFailure(retrieval.failure);
  }
  const { candidates, coverage } = retrieval.evidence;
  return {
    hits: candidates.slice(0, question.topK),
    coverage: coverage ?? 0,
    ...embeddedShare(context),
    degraded: run.degraded,
    timings: { totalMs: budget.elapsedMs(), stages: run.timings },
  };
}
