import type { Answer } from '../../contracts/answer.js';
import { isRelevant } from '../../core/relevance.js';
import { embeddedShare, type AttemptContext } from './attempt-context.js';
import { generateWithFallbacks } from './generate-with-fallbacks.js';
import {
  compose,
  concludeWritten,
  fromCache,
  failure,
  noRetrieval,
  nothingRelevant,
} from './compose.js';
import { findStale } from './cached-answer.js';
import { rerank } from './rerank.js';
import { retrieve } from './retrieve.js';

/** One attempt from what was read ahead to a result, within one deadline. */
export async function tryToAnswer(context: AttemptContext): Promise<Answer> {
  const { plan, question, scope, index, begun, budget, run } = context;
  const finish = (conclusion: Parameters<typeof compose>[1]): Answer => ({
    ...compose(question, conclusion, budget, run),
    ...embeddedShare(context),
  });
  if (!index.ok && index.failure.category === 'client_error') {
    return finish(failure(index.failure));
  }

  const cached = begun.cached && run.endStage('cache', [], begun.cached);
  if (cached?.ok && cached.value) return finish(fromCache(cached.value, false, Date.now()));

  const retrieval = await retrieve(context);
  if (retrieval.kind === 'unavailable') {
    const newest = await findStale(context);
    if (!newest) return finish(noRetrieval(question));
    run.degrade('cache', retrieval.failure, 'a cached answer, perhaps out of date');
    return finish(fromCache(newest, true, Date.now()));
  }

  const { evidence } = retrieval;
  const seen = { ...evidence, partly: index.ok && index.value.embeddedShare !== undefined };
  if (evidence.candidates.length === 0 || !isRelevant(seen, plan.minCoverage)) {
    return finish(nothingRelevant(question));
  }

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
  if (written.kind === 'answered' && written.result.citations.length === 0) {
    const message = 'no passage supports the answer word for word';
    run.degrade('cite', { reason: 'unsupported', message }, 'an answer without citations');
  }
  return finish(concludeWritten(question, written, ranked, seen));
}
