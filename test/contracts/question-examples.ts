import type * as activities from '../../src/contracts/question-activities.js';
import type { Answer, CachedAnswer, Question } from '../../src/contracts/answer.js';
import type { StageFailure, StageUsage } from '../../src/contracts/failure.js';
import type { CallExamples, Full } from './wire.js';

export const scope = { tenant: 'default', corpus: 'handbook', collection: 'docs__openai__64' };

export const usage: Required<StageUsage> = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  calls: 1,
  inputTokens: 812,
  outputTokens: 24,
  costUsd: 0.000_136_2,
  estimated: true,
};

export const candidate = {
  id: 'b6c1a5f0-0000-5000-8000-000000000001',
  score: -0.125,
  source: 'lights',
  document: '등대/lamp.md',
  version: 3,
  start: 12,
  end: 96,
  tokens: 31,
};

export const described = {
  id: candidate.id,
  title: 'Lamp room',
  heading: 'Lamp room › Cleaning the lens',
  snippet: 'The Fresnel lens is cleaned every Thursday …',
};

export const citation = {
  number: 1,
  source: 'lights',
  document: '등대/lamp.md',
  title: described.title,
  heading: described.heading,
  passageId: candidate.id,
  start: 12,
  end: 60,
  quote: 'The Fresnel lens is cleaned every Thursday.',
  verified: true,
};

export const degradation = {
  stage: 'embed',
  reason: 'overloaded',
  cause: 'openai: overloaded',
  instead: 'lexical search only',
} as const;

const stages = {
  index: 3,
  cache: 4,
  embed: 61,
  lexical_search: 12,
  dense_search: 9,
  standby_search: 2,
  rerank: 80,
  generate: 640,
  cite: 1,
};
export const timings = { totalMs: 812.5, stages };

const unsupported = { start: 20, end: 29, text: 'It glows.' };

/** All its fields at once, which no one question would have. */
export const answer: Full<Answer> = {
  kind: 'answered',
  question: 'How often is the lens cleaned? 😀',
  answer: 'Every Thursday [1]. It glows.',
  source: 'cache',
  confidence: 0.87,
  citations: [citation],
  unsupported: [unsupported],
  droppedMarkers: 1,
  degraded: [degradation],
  usage: {
    costUsd: usage.costUsd,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    stages: [{ stage: 'generate', ...usage }],
  },
  timings,
  rerank: 'applied',
  generator: { provider: 'openai', model: 'gpt-4o-mini' },
  embeddedShare: 0.25,
  cached: { workflowId: 'question/default/1', ageMs: 90_000, stale: true },
  error: { category: 'rate_limit', retryable: true, retryAfterMs: 2_000, message: 'openai: slow' },
};

export const cachedAnswer: Full<CachedAnswer> = {
  workflowId: 'question/default/1',
  closedAt: '2026-01-01T00:00:00.000Z',
  indexVersion: '2c26b46b68ffc68f',
  answer,
};

export const abstained: Answer = {
  kind: 'abstained',
  question: 'Who won?',
  answer: 'The documents do not answer this question.',
  source: 'no_retrieval',
  confidence: 0,
  citations: [],
  unsupported: [],
  droppedMarkers: 0,
  degraded: [],
  usage: { costUsd: 0, inputTokens: 0, outputTokens: 0, stages: [] },
  timings: { totalMs: 3, stages: {} },
  rerank: 'skipped',
  generator: null,
};

export const entry: activities.GeneratorEntry = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  queue: 'holdfast.generate.openai',
  circuits: ['openai/chat/gpt-4o-mini', 'openai/credential/1f0c2a3b'],
  contextTokens: 6_000,
  smallerContextTokens: 2_000,
  maxOutputTokens: 800,
};

const waits = { backoffMs: 250, maxBackoffMs: 2_000 };
export const policy = { attemptMs: 5_000, attempts: 3, ...waits, budgetMs: 8_000 };

export const question: Full<Question> = {
  question: answer.question,
  tenant: 'default',
  corpus: 'handbook',
  topK: 10,
  deadlineMs: 30_000,
  patient: true,
  cache: false,
};

const leastPlan = {
  question,
  questionKey: '9f86d081884c7d65',
  searchAttributes: false,
  deadlineMs: 30_000,
  searchCircuits: ['qdrant/reads'],
  generators: [entry],
  policies: { embed: policy, search: policy, rerank: policy, generate: policy },
  scheduleToStartMs: 2_000,
  heartbeatMs: 5_000,
  denseWeight: 0.4,
  minCoverage: 0.35,
  firstPauseMs: 15_000,
  answerCache: { enabled: true, maxAgeMs: 86_400_000 },
};

const embedder = {
  provider: 'openai',
  model: 'text-embedding-3-small',
  queue: 'holdfast.embed.openai',
  circuits: ['openai/embeddings/text-embedding-3-small'],
};
const reranker = {
  provider: 'cohere',
  model: 'rerank-v3.5',
  queue: 'holdfast.rerank.cohere',
  circuits: ['cohere/rerank/rerank-v3.5'],
  candidates: 30,
};

const search = { scope, question: answer.question, limit: 50 };
const leg = { candidates: [candidate], mean: 0.25, deviation: 0.5 };
const lexical = {
  ...leg,
  coverage: 0.66,
  behind: { commits: 2, syncedAt: '2026-01-01T00:00:00.000Z' },
};

const index = { collection: scope.collection, version: '2c26b46b68ffc68f', dense: true };
const failure: StageFailure = {
  dependency: 'qdrant',
  category: 'transient',
  reason: 'timeout',
  retryAfterMs: 500,
  usage,
  message: 'qdrant: no answer within 900 ms',
  retryable: true,
};

const { id, start, end } = candidate;
const place = { id, start, end };

export const questionExamples: CallExamples<activities.QuestionActivities> = {
  beginQuestion: {
    args: [
      [question, 'answer'],
      [question, 'search'],
    ],
    results: [
      {
        plan: {
          ...leastPlan,
          embed: embedder,
          embedFallback: { ...embedder, provider: 'fallback' },
          rerank: reranker,
        },
        openCircuits: ['openai/chat/gpt-4o-mini'],
        index: { ok: true, value: { ...index, embeddedShare: 0.25 }, tookMs: 3 },
        cached: { ok: true, value: null, tookMs: 1 },
        lexical: { ok: true, value: lexical, tookMs: 4 },
      },
      {
        plan: leastPlan,
        index: { ok: true, value: index, tookMs: 3 },
        cached: { ok: true, value: cachedAnswer, tookMs: 1 },
      },
      { plan: leastPlan, index: { ok: false, failure, tookMs: 900 } },
    ],
  },
  findCachedAnswer: {
    args: [[{ scope, questionKey: leastPlan.questionKey }]],
    results: [cachedAnswer, null],
  },
  saveAnswer: {
    args: [
      [
        {
          scope,
          questionKey: leastPlan.questionKey,
          workflowId: 'question/1',
          indexVersion: '2c',
          answer,
        },
      ],
    ],
    results: [undefined],
  },
  embedQuestion: {
    args: [[{ question: answer.question, fallback: true }], [{ question: answer.question }]],
    results: [{ vector: 'AACAPwAAAL8=', usage }],
  },
  searchLexical: { args: [[search]], results: [lexical, { ...leg, coverage: 0 }] },
  searchDense: {
    args: [[{ scope, vector: 'AACAPwAAAL8=', limit: 50 }]],
    results: [{ ...leg, evidence: 1.25 }],
  },
  searchStandby: { args: [[search]], results: [lexical] },
  describePassages: { args: [[{ scope, passageIds: [candidate.id] }]], results: [[described]] },
  rerankPassages: {
    args: [[{ scope, question: answer.question, passageIds: [candidate.id] }]],
    results: [{ order: [candidate.id], usage }],
  },
  generateAnswer: {
    args: [[{ scope, question: answer.question, entry, passages: [place], hasFallback: true }]],
    results: [
      {
        kind: 'answered',
        text: answer.answer,
        citations: [citation],
        unsupported: [unsupported],
        droppedMarkers: 1,
        fit: 0.75,
        usage,
      },
      { kind: 'insufficient', usage },
      { kind: 'declined', usage },
    ],
  },
};
