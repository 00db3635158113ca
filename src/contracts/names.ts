/** Task queues. One activity makes one vendor request, so the throughput of a queue is a request rate. */
export const queues = {
  main: 'holdfast',
  /** Ingestions, apart from questions: they may have workers of their own. */
  ingest: 'holdfast.ingest',
  /** Entities, apart from everything else: circuits must answer while work piles up. */
  entities: 'holdfast.entities',
  embed: (provider: string) => `holdfast.embed.${provider}`,
  bulkEmbed: (provider: string) => `holdfast.embed.${provider}.bulk`,
  rerank: (provider: string) => `holdfast.rerank.${provider}`,
  generate: (provider: string) => `holdfast.generate.${provider}`,
} as const;

/** Search attributes that make runs findable in the Temporal UI, with their Temporal types. */
export const searchAttributes = {
  outcome: 'HoldfastOutcome',
  degraded: 'HoldfastDegraded',
  tenant: 'HoldfastTenant',
  source: 'HoldfastSource',
  question: 'HoldfastQuestion',
  cost: 'HoldfastCost',
} as const;

export const searchAttributeTypes = {
  [searchAttributes.outcome]: 'KEYWORD',
  [searchAttributes.degraded]: 'BOOL',
  [searchAttributes.tenant]: 'KEYWORD',
  [searchAttributes.source]: 'KEYWORD',
  [searchAttributes.question]: 'KEYWORD',
  [searchAttributes.cost]: 'DOUBLE',
} as const;

/** Signals and queries of `ingestSource`. */
export const ingestMessages = {
  scanAgain: 'scanAgain',
  pause: 'pause',
  resume: 'resume',
  progress: 'progress',
} as const;

/** Signals and updates of `circuitBreaker`, and the memo it publishes. */
export const circuitMessages = {
  report: 'report',
  settleProbe: 'settleProbe',
  reloadPlan: 'reloadPlan',
  acquireProbe: 'acquireProbe',
  operate: 'operate',
  pinRate: 'pinRate',
  memo: 'circuits',
} as const;

/** The circuit breaker workflow of a dependency, one for all processes. */
export const circuitBreakerId = (dependency: string): string => `circuits/${dependency}`;

/** Failure types of its updates: no probe is available; the argument is invalid. */
export const probeDenied = 'ProbeDenied';
export const invalidMessage = 'InvalidMessage';
