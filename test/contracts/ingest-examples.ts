import type { IngestActivities } from '../../src/contracts/ingest-activities.js';
import { policy, usage } from './question-examples.js';
import type { CallExamples } from './wire.js';

export const source = { tenant: 'default', corpus: 'handbook', source: 'lights' };
export const ingestInput = { ...source, root: '/documents', allowDeletes: true };

export const counts = { new: 3, changed: 1, unchanged: 40, gone: 2 };
export const quarantined = { document: '등대/broken.md', reason: 'is not UTF-8' };

const collection = 'docs__openai__64';
const batch = { source, collection };
const documents = ['lamp.md', '등대/fog.md'];

const leastPlan = {
  searchAttributes: true,
  collection,
  embedLater: true,
  batchSize: 32,
  batchesInFlight: 4,
  pageSize: 512,
  write: policy,
  embedding: policy,
  firstParkMs: 15_000,
  heartbeatMs: 5_000,
  graceMs: 90_000,
};
export const ingestPlan = {
  ...leastPlan,
  embed: { provider: 'openai', model: 'text-embedding-3-small', queue: 'holdfast.embed.openai' },
  embedFallback: {
    provider: 'fallback',
    model: 'text-embedding-3-small',
    queue: 'holdfast.embed.fallback',
  },
};

export const preview = {
  ...counts,
  passages: 44,
  tokens: 9_120,
  costUsd: 0.000_18,
  quarantinedCount: 1,
  quarantined: [quarantined],
};

const sourceStatus = {
  ...source,
  root: '/documents',
  documents: 44,
  passages: 132,
  quarantined: 1,
  collection,
  inUse: true,
};
export const sources = [{ ...sourceStatus, lastCompletedAt: '2026-01-01T00:00:00.000Z' }] as const;

export const ingestExamples: CallExamples<IngestActivities> = {
  planIngest: {
    args: [[ingestInput]],
    results: [
      { plan: ingestPlan, input: ingestInput },
      { plan: leastPlan, input: ingestInput },
    ],
  },
  planRemoval: {
    args: [[source]],
    results: [
      { plan: ingestPlan, input: source },
      { plan: leastPlan, input: source },
    ],
  },
  prepareIndex: { args: [[batch]], results: [undefined] },
  previewSource: { args: [[ingestInput]], results: [preview] },
  scanSource: {
    args: [[{ ...ingestInput, collection }]],
    results: [
      {
        ...counts,
        lastCommit: 12,
        quarantinedCount: 1,
        quarantined: [quarantined],
        copyFrom: 'production_docs__lexical__cl100k-base-t1-c3',
      },
    ],
  },
  listPending: {
    args: [[{ ...batch, limit: 512 }]],
    results: [
      [
        { document: 'lamp.md', change: 'write' },
        { document: '등대/fog.md', change: 'delete' },
      ],
    ],
  },
  stageDocuments: {
    args: [
      [
        {
          ...batch,
          root: '/documents',
          documents,
          window: 510,
          copyFrom: 'production_docs__lexical',
        },
      ],
      [{ ...batch, root: '/documents', documents }],
    ],
    results: [{ staged: documents, quarantined: [quarantined] }],
  },
  embedPassages: {
    args: [[{ ...batch, documents, fallback: true, limit: 16 }], [{ ...batch, documents }]],
    results: [
      {
        remaining: 5,
        usage,
        rejected: {
          passages: 4,
          document: 'lamp.md',
          reason: 'less than 512 tokens',
          mayPass: false,
          window: 510,
        },
      },
      {
        remaining: 5,
        usage,
        rejected: { passages: 1, document: 'lamp.md', reason: '413 too large', mayPass: false },
      },
      { remaining: 5, usage },
    ],
  },
  quarantineDocument: { args: [[{ ...batch, ...quarantined }]], results: [undefined] },
  commitDocuments: {
    args: [[{ ...batch, documents, commit: 13, embedded: false }]],
    results: [{ passages: 6 }],
  },
  deleteDocuments: { args: [[{ ...batch, documents, commit: 14 }]], results: [undefined] },
  finishSource: {
    args: [[batch]],
    results: [{ switched: true }],
  },
  sweepSource: {
    args: [[{ ...batch, retiredBefore: '2026-01-01T00:00:00.000Z' }]],
    results: [undefined],
  },
  listSources: { args: [[{ tenant: 'default' }]], results: [sources, [sourceStatus]] },
  forgetSource: { args: [[source]], results: [undefined] },
};
