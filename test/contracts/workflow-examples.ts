import type * as auditContracts from '../../src/contracts/audit.js';
import type * as answerContracts from '../../src/contracts/answer.js';
import type { FailureDetails } from '../../src/contracts/failure.js';
import type * as ingestContracts from '../../src/contracts/ingest.js';
import type { IngestProgress, ScanAgain } from '../../src/contracts/ingest.js';
import type { ingestMessages } from '../../src/contracts/names.js';
import type * as passageContracts from '../../src/contracts/passage.js';
import type { RunState } from '../../src/workflows/ingestion/run-state.js';
import type * as workflows from '../../src/workflows/index.js';
import { carriedState } from './circuit-examples.js';
import {
  counts,
  ingestInput,
  ingestPlan,
  preview,
  quarantined,
  source,
  sources,
} from './ingest-examples.js';
import {
  abstained,
  answer,
  candidate,
  described,
  cachedAnswer,
  citation,
  degradation,
  timings,
  usage,
  question,
} from './question-examples.js';
import type { CallExamples, Examples, Full, SchemaExamples } from './wire.js';

const searchResult = {
  hits: [{ ...candidate, ...described, lexicalScore: 7.5, denseScore: null }],
  coverage: 0.66,
  degraded: [degradation],
  timings,
};

const progress: IngestProgress = {
  ...source,
  ...counts,
  root: '/documents',
  phase: 'ingesting',
  toDo: 6,
  finished: 2,
  passages: 12,
  quarantinedCount: 1,
  quarantined: [quarantined],
  embeddedTokens: 900,
  embeddingCalls: 2,
  costUsd: 0.000_018,
  startedAt: '2026-01-01T00:00:00.000Z',
  elapsedMs: 1_200,
  documentsPerSecond: 1.66,
  collection: ingestPlan.collection,
  switched: false,
};
const parked = { cause: 'openai: quota exhausted', until: '2026-01-01T00:00:15.000Z' };
const parkedProgress: Full<IngestProgress> = {
  ...progress,
  phase: 'parked',
  parked,
  copiedFrom: 'production_docs__lexical',
  etaMs: 2_400,
};

const carried: Full<RunState> = {
  collection: ingestPlan.collection,
  phase: 'parked',
  startedAt: 1_767_225_600_000,
  scan: counts,
  copyFrom: 'production_docs__lexical',
  commit: 13,
  finished: 2,
  passages: 12,
  quarantinedCount: 1,
  quarantined: [quarantined],
  embeddedTokens: 900,
  embeddingCalls: 2,
  costUsd: 0.000_018,
  parked: [parked],
  paused: false,
  scanAgain: true,
  allowDeletes: false,
  switched: false,
};

const operatorAction = {
  action: 'remove docs from corpus default',
  by: 'alice@desk',
  tenant: 'default',
};

/** Arguments and results of every workflow a client can start. */
export const workflowExamples: CallExamples<typeof workflows> = {
  answerQuestion: { args: [[question]], results: [answer, abstained] },
  searchPassages: {
    args: [[question]],
    results: [{ ...searchResult, embeddedShare: 0.25 }, searchResult],
  },
  ingestSource: {
    args: [[ingestInput, carried], [ingestInput, { ...carried, scan: null }], [ingestInput]],
    results: [parkedProgress, progress],
  },
  previewSource: { args: [[ingestInput]], results: [preview] },
  removeSource: { args: [[source]], results: [undefined] },
  listSources: { args: [[{ tenant: 'default' }]], results: [sources] },
  circuitBreaker: {
    args: [[{ dependency: 'openai' }, carriedState], [{ dependency: 'openai' }]],
    results: [undefined],
  },
  recordAction: {
    args: [[operatorAction]],
    results: [undefined],
  },
  embedSource: { args: [[{ ...source, collection: ingestPlan.collection }]], results: [undefined] },
  sweepStale: { args: [[{ ...source, collection: ingestPlan.collection }]], results: [undefined] },
};

/** What the signals and queries of `ingestMessages` carry. */
export interface IngestMessages extends Record<keyof typeof ingestMessages, unknown> {
  scanAgain(asked: ScanAgain): void;
  pause(): void;
  resume(): void;
  progress(): IngestProgress;
}

export const messageExamples: CallExamples<IngestMessages> = {
  scanAgain: { args: [[{ root: '/documents', allowDeletes: true }]], results: [undefined] },
  pause: { args: [[]], results: [undefined] },
  resume: { args: [[]], results: [undefined] },
  progress: { args: [[]], results: [parkedProgress, progress] },
};

export const failureExamples: Examples<FailureDetails> = [
  {
    dependency: 'openai',
    category: 'rate_limit',
    reason: 'rate_limited',
    retryAfterMs: 900,
    usage,
  },
  { dependency: 'standby', category: 'resource', reason: 'not_found' },
];

/** Values that the schema of that name leaves as they are. */
export const schemaExamples: SchemaExamples<
  typeof answerContracts & typeof auditContracts & typeof ingestContracts & typeof passageContracts
> = {
  questionInput: [question],
  stage: ['cache', 'standby_search'],
  degradationReason: ['timeout', 'not_indexed'],
  degradation: [degradation],
  citation: [citation],
  answer: [answer, abstained],
  cachedAnswer: [cachedAnswer],
  searchResult: [{ ...searchResult, embeddedShare: 0.25 }, searchResult],
  sourceRef: [source],
  ingestInput: [ingestInput],
  operatorAction: [operatorAction],
  name: ['default', '2026년-등대'],
  candidate: [candidate],
};
