/** What a reader is promised for a fault, and the scenarios that show it. */
export interface Promised {
  readonly when: string;
  readonly then: string;
  readonly scenarios: readonly string[];
}

/** "What happens when …", each line borne out by the scorecard. */
export const whatHappens: readonly Promised[] = [
  {
    when: 'a generator throttles (429)',
    then: 'the next provider answers immediately; only the last one is retried after its Retry-After',
    scenarios: ['generator: 429 with Retry-After', 'generator: 429 without Retry-After'],
  },
  {
    when: 'a generator fails once, or flaps',
    then: 'a retry, or the next provider answers',
    scenarios: ['generator: one 500', 'generator: flapping'],
  },
  {
    when: 'a generator is down, refuses connections or is silent',
    then: 'the next provider answers; after a few failures the circuit opens and only probes are sent',
    scenarios: ['generator: 503', 'generator: connection reset', 'generator: silence'],
  },
  {
    when: 'a generator is slow to the first token',
    then: 'its answer is awaited for a while, then the next provider comes first',
    scenarios: ['generator: slow first token'],
  },
  {
    when: 'a stream is cut, stalls, is malformed or ends without a finish reason',
    then: 'the partial text is discarded, never shown as an answer; a retry, then the next provider',
    scenarios: [
      'generator: stream cut',
      'generator: stall',
      'generator: malformed chunk',
      'generator: end without finish',
    ],
  },
  {
    when: 'the context is too long for the model',
    then: 'one retry with a smaller context',
    scenarios: ['generator: context too long'],
  },
  {
    when: 'a content filter rejects the request',
    then: 'the next provider is tried once',
    scenarios: ['generator: content filter'],
  },
  {
    when: 'the backup rejects the request too',
    then: 'the next generator answers',
    scenarios: ['generator: a fallback that rejects the request'],
  },
  {
    when: 'a call is billed but unusable',
    then: 'its tokens still count in the usage of the answer',
    scenarios: ['generator: token accounting'],
  },
  {
    when: 'the embedder throttles or fails once',
    then: 'a retry after the time it asked for',
    scenarios: [
      'embedder: 429 with Retry-After',
      'embedder: 429 without Retry-After',
      'embedder: one 500',
    ],
  },
  {
    when: 'the embedder is down, silent, slow or returns garbage',
    then: 'lexical search alone finds the passages',
    scenarios: [
      'embedder: 503',
      'embedder: connection reset',
      'embedder: silence',
      'embedder: slow',
      'embedder: body cut',
      'embedder: stall',
      'embedder: malformed answer',
      'embedder: HTML with status 200',
      'embedder: wrong dimension',
    ],
  },
  {
    when: 'the reranker is down, silent or returns garbage',
    then: 'passages keep the fused order',
    scenarios: [
      'reranker: down',
      'reranker: silence',
      'reranker: scores that are NaN',
      'reranker: short list',
      'reranker: duplicate indexes',
      'reranker: out-of-range indexes',
      'reranker: HTML with status 200',
    ],
  },
  {
    when: 'Qdrant is slow, hangs, refuses connections, returns garbage or finds nothing',
    then: 'the copy of the passages on the worker’s disk is searched',
    scenarios: [
      'retriever: slow',
      'retriever: empty',
      'retriever: black-holed',
      'retriever: refusing connections',
      'retriever: HTML with status 200',
    ],
  },
  {
    when: 'the lexical search alone fails',
    then: 'the copy of the passages on the worker’s disk is searched by words, beside dense search',
    scenarios: ['retriever: lexical search fails'],
  },
  {
    when: 'a worker is killed in the middle of an answer',
    then: 'another worker, or the same one restarted, answers; nothing completed is bought twice',
    scenarios: [
      'worker: killed in mid-stream, another takes over',
      'worker: the only one killed in mid-stream, and started again',
    ],
  },
  {
    when: 'workers are killed while a circuit is open',
    then: 'new workers know the open circuit; each calls the service at most once, as a probe',
    scenarios: [
      'worker: one of two entity workers killed while a circuit is open',
      'worker: every entity worker killed while a circuit is open',
    ],
  },
  {
    when: 'Temporal is killed and comes back',
    then: 'questions and ingestions resume where they were',
    scenarios: [
      'Temporal: killed and restarted during questions',
      'Temporal: killed and restarted during an ingestion',
    ],
  },
  {
    when: 'Qdrant is killed and comes back during an ingestion',
    then: 'the ingestion waits, resumes and buys no vector twice',
    scenarios: ['Qdrant: killed and restarted during an ingestion'],
  },
  {
    when: 'a circuit breaker continues as new while its dependency flaps',
    then: 'no state is lost',
    scenarios: ['circuit: flapping across continue-as-new'],
  },
  {
    when: 'one tenant floods the queues',
    then: 'other tenants get their answers',
    scenarios: ['tenants: a flood by one of them'],
  },
];
