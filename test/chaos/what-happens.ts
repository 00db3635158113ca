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
    then: 'the next provider answers at once; the last one is waited for as long as it asks',
    scenarios: ['generator: 429 with Retry-After', 'generator: 429 without Retry-After'],
  },
  {
    when: 'a generator fails once, or fails and recovers by turns',
    then: 'it is asked again, or the next provider answers',
    scenarios: ['generator: one 500', 'generator: flapping'],
  },
  {
    when: 'a generator is down, refuses connections or says nothing',
    then: 'the next provider answers; after a few failures its circuit is open and it is not asked at all, but for a probe now and then',
    scenarios: ['generator: 503', 'generator: connection reset', 'generator: silence'],
  },
  {
    when: 'a generator is slow to begin',
    then: 'its answer is waited for a while, then the next provider is asked first',
    scenarios: ['generator: slow first token'],
  },
  {
    when: 'an answer breaks off, stalls, is garbled or just ends',
    then: 'what came is thrown away, never shown as an answer; it is asked again, then elsewhere',
    scenarios: [
      'generator: stream cut',
      'generator: stall',
      'generator: malformed chunk',
      'generator: end without finish',
    ],
  },
  {
    when: 'the context is too long',
    then: 'it is packed smaller, once',
    scenarios: ['generator: context too long'],
  },
  {
    when: 'a content filter strikes',
    then: 'the next provider is asked, once',
    scenarios: ['generator: content filter'],
  },
  {
    when: 'the backup rejects the request too',
    then: 'the generator behind it answers',
    scenarios: ['generator: a fallback that rejects the request'],
  },
  {
    when: 'a call is billed and of no use',
    then: 'its tokens are in the account of the answer all the same',
    scenarios: ['generator: token accounting'],
  },
  {
    when: 'the embedder throttles or fails once',
    then: 'it is asked again, after the time it asked for',
    scenarios: [
      'embedder: 429 with Retry-After',
      'embedder: 429 without Retry-After',
      'embedder: one 500',
    ],
  },
  {
    when: 'the embedder is down, silent, slow or answers nonsense',
    then: 'passages are found by their words alone',
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
    when: 'the reranker is down, silent or answers nonsense',
    then: 'passages keep the order of the searches',
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
    when: 'Qdrant is slow, hangs, refuses connections, answers nonsense or finds nothing',
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
    then: 'passages are found by their meaning',
    scenarios: ['retriever: lexical search fails'],
  },
  {
    when: 'a worker is killed in the middle of an answer',
    then: 'another worker, or the same one started again, answers; nothing completed is bought twice',
    scenarios: [
      'worker: killed in mid-stream, another stands by',
      'worker: the only one killed in mid-stream, and started again',
    ],
  },
  {
    when: 'workers are killed while a circuit is open',
    then: 'those that come after them know: what is down is not called',
    scenarios: [
      'worker: one of two entity workers killed while a circuit is open',
      'worker: every entity worker killed while a circuit is open',
    ],
  },
  {
    when: 'Temporal is killed and comes back',
    then: 'questions and ingestions go on where they were',
    scenarios: [
      'Temporal: killed and restarted during questions',
      'Temporal: killed and restarted during an ingestion',
    ],
  },
  {
    when: 'Qdrant is killed and comes back during an ingestion',
    then: 'the ingestion waits, continues and buys no vector twice',
    scenarios: ['Qdrant: killed and restarted during an ingestion'],
  },
  {
    when: 'a circuit breaker continues as new while its dependency flaps',
    then: 'nothing is forgotten',
    scenarios: ['circuit: flapping across continue-as-new'],
  },
  {
    when: 'one tenant asks far too much',
    then: 'the others get their answers',
    scenarios: ['tenants: a flood by one of them'],
  },
];
