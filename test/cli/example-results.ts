import type { Answer, SearchResult } from '../../src/contracts/answer.js';
import type { IngestProgress } from '../../src/contracts/ingest.js';

const nothing = { costUsd: 0, inputTokens: 0, outputTokens: 0, stages: [] };

/** Answered by the second generator, without the dense search, in Korean. */
export const degradedAnswer: Answer = {
  kind: 'answered',
  question: '연차는 며칠인가요?',
  answer: '입사 1년 차에는 연차 15일이 부여됩니다 [1].',
  source: 'rag',
  confidence: 0.82,
  citations: [
    {
      number: 1,
      source: 'handbook',
      document: '휴가/연차.md',
      title: '연차',
      heading: '휴가 › 연차',
      passageId: 'b6c1a5f0-0000-5000-8000-000000000001',
      start: 120,
      end: 180,
      quote: '입사 1년 차에는\n연차 15일이 부여됩니다.',
      verified: true,
    },
  ],
  unsupported: [],
  droppedMarkers: 0,
  degraded: [
    {
      stage: 'embed',
      reason: 'rate_limited',
      cause: 'openai: rate limited',
      instead: 'lexical search only',
    },
    {
      stage: 'generate',
      reason: 'timeout',
      cause: 'openai gpt-4o-mini: timed out',
      instead: 'anthropic',
    },
  ],
  usage: {
    costUsd: 0.000_42,
    inputTokens: 1200,
    outputTokens: 80,
    stages: [
      {
        stage: 'generate',
        provider: 'anthropic',
        model: 'claude-haiku-4-5',
        calls: 1,
        inputTokens: 1200,
        outputTokens: 80,
        costUsd: 0.000_42,
      },
    ],
  },
  timings: { totalMs: 2400, stages: { lexical_search: 43, generate: 2100 } },
  rerank: 'skipped',
  generator: { provider: 'anthropic', model: 'claude-haiku-4-5' },
};

export const abstained: Answer = {
  kind: 'abstained',
  question: 'Who won?',
  answer: 'The documents do not answer this question.',
  source: 'rag',
  confidence: 0,
  citations: [],
  unsupported: [],
  droppedMarkers: 0,
  degraded: [],
  usage: nothing,
  timings: { totalMs: 61, stages: { lexical_search: 40 } },
  rerank: 'skipped',
  generator: null,
};

export const failed: Answer = {
  ...abstained,
  kind: 'failed',
  answer: '',
  source: 'no_retrieval',
  error: {
    category: 'rate_limit',
    retryable: true,
    retryAfterMs: 12_000,
    message: 'openai: too many requests',
  },
};

export const staleAnswer: Answer = {
  ...degradedAnswer,
  source: 'cache',
  degraded: [],
  cached: { workflowId: 'question/default/1', ageMs: 180_000, stale: true },
};

export const searchResult: SearchResult = {
  hits: [
    {
      id: 'b6c1a5f0-0000-5000-8000-000000000001',
      score: 1.234,
      source: 'handbook',
      document: '휴가/연차.md',
      version: 1,
      title: '연차',
      heading: '휴가 › 연차',
      start: 0,
      end: 10,
      tokens: 12,
      snippet: '입사 1년 차에는 연차 15일',
      lexicalScore: 7.5,
      denseScore: null,
    },
  ],
  coverage: 0.5,
  degraded: [
    {
      stage: 'embed',
      reason: 'unreachable',
      cause: 'openai: unreachable',
      instead: 'lexical search only',
    },
  ],
  timings: { totalMs: 50, stages: { lexical_search: 43 } },
};

export const underWay: IngestProgress = {
  tenant: 'default',
  corpus: 'default',
  source: 'docs',
  root: '/srv/docs',
  new: 600,
  changed: 30,
  unchanged: 5,
  gone: 10,
  phase: 'ingesting',
  toDo: 640,
  finished: 320,
  passages: 1204,
  quarantinedCount: 1,
  quarantined: [{ document: 'broken.md', reason: 'is not UTF-8' }],
  embeddedTokens: 90_000,
  embeddingCalls: 12,
  costUsd: 0.0018,
  startedAt: '2026-01-01T00:00:00.000Z',
  elapsedMs: 26_000,
  documentsPerSecond: 12.3,
  etaMs: 26_000,
  collection: 'production_docs',
  switched: false,
};
