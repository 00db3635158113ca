import type { IngestActivities } from '../contracts/activities.js';
import { isLexicalOnly } from '../core/collection-name.js';
import type { PortError } from '../ports/port-error.js';
import { activitySignal } from './activity-signal.js';
import { commitDocuments, deleteDocuments } from './commit-documents.js';
import { embedPassages } from './embed-passages.js';
import { finishSource } from './finish-source.js';
import type { IngestingPorts } from './ingesting-ports.js';
import { listSources } from './list-sources.js';
import { previewSource } from './preview-source.js';
import { refused } from './refused.js';
import { compareSource, markPending } from './scan-source.js';
import { stageDocuments } from './stage-documents.js';
import { whileHeartbeating } from './while-heartbeating.js';

/** The activities of an ingestion over its ports. They throw PortError; the caller maps failures. */
export function createIngestActivities(ports: IngestingPorts): IngestActivities {
  const { plan, manifest, store, embedder } = ports;

  return {
    planIngest: () => Promise.resolve(plan),

    prepareIndex: ({ collection }) =>
      whileHeartbeating(async () => {
        const signal = activitySignal();
        await manifest.prepare(signal);
        const active = await store.activeCollection(signal);
        if (active && isLexicalOnly(collection) && !isLexicalOnly(active)) {
          throw wouldLoseVectors(active);
        }
        await store.prepare({ collection, space: embedder?.space ?? null }, signal);
        if (active === null) await store.activate(collection, signal);
      }),

    previewSource: (input) =>
      whileHeartbeating(() => previewSource(ports, input, activitySignal())),

    scanSource: (input) =>
      whileHeartbeating(async () => {
        const signal = activitySignal();
        const { counts, lastCommit, changes } = await compareSource(ports, input, signal);
        await markPending(ports, input, changes, signal);
        return { ...counts, lastCommit };
      }),

    listPending: ({ source, collection, limit }) =>
      whileHeartbeating(async () => {
        const pending = await manifest.pending(collection, source, limit, activitySignal());
        return pending.map(({ document, pending: change }) => ({
          document,
          change: change ?? 'write',
        }));
      }),

    stageDocuments: (input) =>
      whileHeartbeating(() => stageDocuments(ports, input, activitySignal())),

    embedPassages: (input) =>
      whileHeartbeating(async () => {
        if (embedder) return embedPassages(ports, embedder, input, activitySignal());
        throw refused('embedder', 'bad_request', 'This worker has no embedder');
      }),

    commitDocuments: (input) =>
      whileHeartbeating(() => commitDocuments(ports, input, activitySignal())),

    deleteDocuments: (input) =>
      whileHeartbeating(() => deleteDocuments(ports, input, activitySignal())),

    finishSource: (input) => whileHeartbeating(() => finishSource(ports, input, activitySignal())),

    sweepSource: ({ source, collection, retiredBefore }) =>
      whileHeartbeating(() => store.sweep(collection, source, retiredBefore, activitySignal())),

    listSources: ({ tenant }) =>
      whileHeartbeating(() => listSources(ports, tenant, activitySignal())),

    forgetSource: (source) =>
      whileHeartbeating(async () => {
        const signal = activitySignal();
        for (const record of await manifest.sources(source, signal)) {
          if (record.source !== source.source) continue;
          await store.forget(record.collection, source, signal);
          await manifest.forgetSource(record.collection, source, signal);
        }
      }),
  };
}

/** Without an embedder new documents would go where nobody looks, or be unfindable by meaning. */
function wouldLoseVectors(active: string): PortError {
  const message = `The index ${active} holds vectors, and no embedder is configured to add to them: set its key (OPENAI_API_KEY or HOLDFAST_EMBEDDING_BASE_URL), or start another index with HOLDFAST_COLLECTION`;
  return refused('embedder', 'bad_input', message);
}
