/** Task queues. One activity makes one vendor request, so the throughput of a queue is a request rate. */
export const queues = {
  main: 'holdfast',
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
