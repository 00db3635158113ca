import type { StagePolicy } from '../contracts/service.js';
import type { Variables } from './variables.js';

export interface StageConfigs {
  readonly embed: StagePolicy;
  readonly search: StagePolicy;
  readonly rerank: StagePolicy;
  readonly generate: StagePolicy & { readonly firstTokenMs: number; readonly idleMs: number };
  readonly ingestEmbed: StagePolicy;
  readonly qdrantWrite: StagePolicy;
}

/** A question may ask for a deadline of its own, up to this. */
const longestDeadlineMs = 86_400_000;
/** One request for embeddings with everything around it: loading passages, storing vectors. */
const ingestEmbedBudgetMs = 120_000;
/** One step of an ingestion that writes, over a whole batch of documents. */
const qdrantWriteBudgetMs = 600_000;

/** The policy of each stage; the generators' budget is no limit of its own. */
export function stageConfigs(set: Variables): StageConfigs {
  return {
    embed: {
      attemptMs: set.HOLDFAST_EMBED_TIMEOUT,
      attempts: set.HOLDFAST_EMBED_ATTEMPTS,
      ...set.HOLDFAST_EMBED_BACKOFF,
      budgetMs: set.HOLDFAST_EMBED_BUDGET,
    },
    search: {
      attemptMs: set.HOLDFAST_SEARCH_TIMEOUT,
      attempts: set.HOLDFAST_SEARCH_ATTEMPTS,
      ...set.HOLDFAST_SEARCH_BACKOFF,
      budgetMs: set.HOLDFAST_SEARCH_BUDGET,
    },
    rerank: {
      attemptMs: set.HOLDFAST_RERANK_TIMEOUT,
      attempts: set.HOLDFAST_RERANK_ATTEMPTS,
      ...set.HOLDFAST_RERANK_BACKOFF,
      budgetMs: set.HOLDFAST_RERANK_BUDGET,
    },
    generate: {
      attemptMs: set.HOLDFAST_GENERATE_TIMEOUT,
      attempts: set.HOLDFAST_GENERATE_ATTEMPTS,
      ...set.HOLDFAST_GENERATE_BACKOFF,
      budgetMs: longestDeadlineMs,
      firstTokenMs: set.HOLDFAST_GENERATE_FIRST_TOKEN,
      idleMs: set.HOLDFAST_GENERATE_IDLE,
    },
    ingestEmbed: {
      attemptMs: set.HOLDFAST_INGEST_EMBED_TIMEOUT,
      attempts: set.HOLDFAST_INGEST_EMBED_ATTEMPTS,
      ...set.HOLDFAST_INGEST_EMBED_BACKOFF,
      budgetMs: ingestEmbedBudgetMs,
    },
    qdrantWrite: {
      attemptMs: set.HOLDFAST_QDRANT_WRITE_TIMEOUT,
      attempts: set.HOLDFAST_QDRANT_WRITE_ATTEMPTS,
      ...set.HOLDFAST_QDRANT_WRITE_BACKOFF,
      budgetMs: qdrantWriteBudgetMs,
    },
  };
}
