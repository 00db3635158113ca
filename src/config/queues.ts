import type { Variables } from './variables.js';

/** Throughput of one kind of limited call. */
export interface QueueConfig {
  /** Requests per second of the whole cluster; null for no limit. */
  readonly perSecond: number | null;
  /** Calls at once per worker. */
  readonly concurrency: number;
}

/** The limits of each kind of call; each generator has its own. */
export function queueConfigs(
  set: Variables,
): Readonly<Record<'embed' | 'bulkEmbed' | 'rerank', QueueConfig>> {
  return {
    embed: queue(set.HOLDFAST_EMBED_RPS, set.HOLDFAST_EMBED_CONCURRENCY),
    bulkEmbed: queue(set.HOLDFAST_EMBED_BULK_RPS, set.HOLDFAST_EMBED_BULK_CONCURRENCY),
    rerank: queue(set.HOLDFAST_RERANK_RPS, set.HOLDFAST_RERANK_CONCURRENCY),
  };
}

function queue(perSecond: number | undefined, concurrency: number): QueueConfig {
  return { perSecond: perSecond ?? null, concurrency };
}
