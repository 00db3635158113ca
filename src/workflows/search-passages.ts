import type { QuestionInput, SearchResult } from '../contracts/answer.js';
import type { FusedCandidate } from '../core/fuse.js';
import { asWorkflowFailure, valueOrFail } from './stage-failure.js';
import { beginAttempt, embeddedShare, type AttemptContext } from './question/attempt-context.js';
import { retrieve, runSearch } from './question/retrieve.js';
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
    hits: await described(context, candidates.slice(0, question.topK)),
    coverage: coverage ?? 0,
    ...embeddedShare(context),
    degraded: run.degraded,
    timings: { totalMs: budget.elapsedMs(), stages: run.timings },
  };
}

/** With titles and beginnings; what was deleted meanwhile is left out. */
async function described(
  context: AttemptContext,
  hits: readonly FusedCandidate[],
): Promise<SearchResult['hits']> {
  const { scope } = context;
  const passageIds = hits.map(({ id }) => id);
  const found = await valueOrFail(
    runSearch(context, { summary: `describe ${hits.length} passages` }, (activities) =>
      activities.describePassages({ scope, passageIds }),
    ),
  );
  const byId = new Map(found.map((passage) => [passage.id, passage]));
  return hits.flatMap((hit) => {
    const passage = byId.get(hit.id);
    return passage ? [{ ...hit, ...passage }] : [];
  });
}
