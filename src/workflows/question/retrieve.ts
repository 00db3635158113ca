import type { DenseResult, LexicalResult } from '../../contracts/question-activities.js';
import type { Service } from '../../contracts/service.js';
import type { Scope } from '../../contracts/passage.js';
import { candidatesFor, fuse, type FusedCandidate } from '../../core/fuse.js';
import { newestVersions } from '../../core/newest-version.js';
import type { Outcome, StageFailure } from '../../contracts/failure.js';
import type { AttemptContext } from './attempt-context.js';
import { runActivity } from './stages.js';

export interface Evidence {
  readonly scope: Scope;
  /** Best first. */
  readonly candidates: readonly FusedCandidate[];
  /** Share of the question covered by the best lexical hit; null when only the dense leg answered. */
  readonly coverage: number | null;
  /** How well the best dense hit fits; null without a dense leg. */
  readonly dense: number | null;
}

export type Retrieval =
  | { readonly kind: 'found'; readonly evidence: Evidence }
  | { readonly kind: 'unavailable'; readonly failure: StageFailure };

/**
 * Runs the lexical and the dense search in parallel and fuses their hits. When the lexical search fails,
 * or nothing at all is found, the standby on the worker's disk searches by words instead, beside dense
 * search where that works: dense hits alone are often wrong, and nothing in them tells.
 */
export async function retrieve(search: AttemptContext): Promise<Retrieval> {
  const [lexical, dense] = await Promise.all([searchLexical(search), searchByMeaning(search)]);
  if (lexical.ok) {
    const seen = found(search, lexical.value, dense);
    return foundAnything(seen) ? seen : retryOnStandby(search, seen);
  }
  return searchStandby(search, lexical.failure, dense);
}

function found(
  search: AttemptContext,
  lexical: LexicalResult | null,
  dense: DenseResult | null,
): Retrieval {
  const candidates = fuse({
    ...(lexical ? { lexical } : {}),
    ...(dense ? { dense } : {}),
    denseWeight: search.plan.denseWeight,
  });
  return {
    kind: 'found',
    evidence: {
      scope: search.scope,
      candidates: newestVersions(candidates),
      coverage: lexical?.coverage ?? null,
      dense: dense?.evidence ?? null,
    },
  };
}

/** What was read ahead; where that failed in a way that may pass, or was not tried, as an activity. */
async function searchLexical(search: AttemptContext): Promise<Outcome<LexicalResult>> {
  const { plan, begun, run } = search;
  const ahead = begun.lexical && run.endStage('lexical_search', plan.searchCircuits, begun.lexical);
  if (ahead && (ahead.ok || !ahead.failure.retryable)) return ahead;
  return run.runStage('lexical_search', plan.searchCircuits, () =>
    runSearch(search, { summary: 'find passages by words', isRetry: true }, (activities) =>
      activities.searchLexical(byWords(search)),
    ),
  );
}

function byWords({ scope, question }: AttemptContext) {
  return { scope, question: question.question, limit: candidatesFor(question) };
}

/** Embeds the question and searches by its vector; null when either fails or no embedder is configured. */
async function searchByMeaning(search: AttemptContext): Promise<DenseResult | null> {
  const { plan, scope, question, index, run } = search;
  if (!plan.embed) return null;
  if (index.ok && !index.value.dense) {
    const message = `the index has no vectors of ${plan.embed.model} yet`;
    run.degrade('embed', { reason: 'not_indexed', message }, 'lexical search only');
    return null;
  }
  const endpoints = plan.embedFallback ? [plan.embed, plan.embedFallback] : [plan.embed];
  const vector = await embed(search, endpoints);
  if (vector === null) return null;
  const dense = await run.runStage('dense_search', plan.searchCircuits, () =>
    runSearch(search, { summary: 'find passages by meaning' }, (activities) =>
      activities.searchDense({ scope, vector, limit: candidatesFor(question) }),
    ),
  );
  if (dense.ok) return dense.value;
  run.degrade('dense_search', dense.failure, 'lexical search only');
  return null;
}

/** The question's vector from the first endpoint that returns it; null when all fail. */
async function embed(
  search: AttemptContext,
  endpoints: readonly Service[],
): Promise<string | null> {
  const { plan, question, budget, run } = search;
  for (const [position, { provider, model, queue, circuits }] of endpoints.entries()) {
    // Not bought while Qdrant's circuit is open: no search could use the vector.
    const embedded = await run.runStage('embed', [...plan.searchCircuits, ...circuits], () =>
      runActivity(
        plan,
        {
          policy: plan.policies.embed,
          withinMs: budget.shareMs(plan.policies.embed.budgetMs),
          summary: `embed the question (${provider} ${model})`,
          queue,
        },
        (activities) =>
          activities.embedQuestion({
            question: question.question,
            ...(position > 0 ? { fallback: true } : {}),
          }),
      ),
    );
    if (embedded.ok) {
      run.spend('embed', embedded.value.usage);
      return embedded.value.vector;
    }
    const { failure } = embedded;
    const isSearchOut = plan.searchCircuits.some((name) =>
      name.startsWith(`${failure.dependency}/`),
    );
    const next = isSearchOut ? undefined : endpoints[position + 1];
    const instead = next ? `${next.provider} ${next.model}` : 'lexical search only';
    run.degrade('embed', failure, instead);
    if (!next) return null;
  }
  return null;
}

/** An index that lost its passages finds nothing: the standby may still have them. */
async function retryOnStandby(search: AttemptContext, seen: Retrieval): Promise<Retrieval> {
  const standby = await askStandby(search);
  if (!standby.ok || standby.value.candidates.length === 0) return seen;
  const message = 'the index found nothing, its standby did';
  const cause = { reason: 'nothing_found', message } as const;
  search.run.degrade('lexical_search', cause, standbyLabel(standby.value));
  return found(search, standby.value, null);
}

function foundAnything(retrieval: Retrieval): boolean {
  return retrieval.kind === 'found' && retrieval.evidence.candidates.length > 0;
}

function askStandby(search: AttemptContext): Promise<Outcome<LexicalResult>> {
  return search.run.runStage('standby_search', [], () =>
    runSearch(search, { summary: 'find passages in the standby' }, (activities) =>
      activities.searchStandby(byWords(search)),
    ),
  );
}

async function searchStandby(
  search: AttemptContext,
  failure: StageFailure,
  dense: DenseResult | null,
): Promise<Retrieval> {
  const { run } = search;
  const standby = await askStandby(search);
  if (standby.ok) {
    run.degrade('lexical_search', failure, standbyLabel(standby.value));
    return found(search, standby.value, dense);
  }
  if (dense) {
    run.degrade('lexical_search', failure, 'dense search only');
    return found(search, null, dense);
  }
  run.degrade('standby_search', standby.failure, 'no retrieval');
  return { kind: 'unavailable', failure };
}

function standbyLabel({ behind }: LexicalResult): string {
  if (!behind) return 'the lexical standby';
  const lag = behind.commits === 0 ? 'up to date' : `${behind.commits} commits behind`;
  return `the lexical standby (${lag} when last synchronised at ${behind.syncedAt})`;
}

export function runSearch<T>(
  { plan, budget }: AttemptContext,
  what: { readonly summary: string; readonly isRetry?: boolean },
  run: Parameters<typeof runActivity<T>>[2],
): Promise<T> {
  const policy = plan.policies.search;
  const call = { ...what, policy, withinMs: budget.shareMs(policy.budgetMs) };
  return runActivity(plan, call, run);
}
