import { Context } from '@temporalio/activity';
import type { IngestActivities } from '../contracts/ingest-activities.js';
import { ingestInput, sourceRef } from '../contracts/ingest.js';
import { activitySignal, purchaseSignal } from './activity-signal.js';
import { commitDocuments, deleteDocuments } from './commit-documents.js';
import { embedPassages } from './embed-passages.js';
import { finishSource, switchReaders } from './finish-source.js';
import type { IngestingPorts } from './ingesting-ports.js';
import { listSources } from './list-sources.js';
import { parseInput } from './parse-input.js';
import { quarantineDocument } from './quarantine-document.js';
import { prepareIndex } from './prepare-index.js';
import { previewSource } from './preview-source.js';
import { forgetAnswers } from './cached-answers.js';
import { clientError } from './client-error.js';
import { compareOrCopy, markPending, readKnown } from './scan-source.js';
import { stageDocuments } from './stage-documents.js';
import { sweepSource } from './sweep-source.js';
import { VectorPurchases } from './vector-purchases.js';
import { whileHeartbeating } from './while-heartbeating.js';

/** The activities of an ingestion over its ports. They throw PortError; the caller maps failures. */
export function createIngestActivities(ports: IngestingPorts): IngestActivities {
  const { plan, manifest, store, embedder, fallbackEmbedder } = ports;
  const purchases = new VectorPurchases();

  return {
    planIngest: async (input) => ({ plan, input: parseInput(ingestInput, input) }),

    planRemoval: async (source) => ({ plan, input: parseInput(sourceRef, source) }),

    prepareIndex: ({ collection }) =>
      whileHeartbeating(() => prepareIndex(ports, collection, activitySignal())),

    previewSource: (input) =>
      whileHeartbeating(() => previewSource(ports, input, activitySignal())),

    scanSource: (input) =>
      whileHeartbeating(async () => {
        const signal = activitySignal();
        const known = await readKnown(manifest, input, signal);
        const { changes, ...found } = await compareOrCopy(ports, input, known, signal);
        await markPending(ports, input, known, changes, signal);
        return found;
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
        const chosen = input.fallback ? fallbackEmbedder : embedder;
        const { attempt } = Context.current().info;
        const of = { ...input, isRetry: attempt > 1 };
        if (chosen) return embedPassages({ ...ports, purchases }, chosen, of, purchaseSignal());
        throw clientError('embedder', 'bad_request', 'This worker has no embedder');
      }),

    quarantineDocument: (input) =>
      whileHeartbeating(() => quarantineDocument(ports, input, activitySignal())),

    commitDocuments: (input) =>
      whileHeartbeating(() => commitDocuments(ports, input, activitySignal())),

    deleteDocuments: (input) =>
      whileHeartbeating(() => deleteDocuments(ports, input, activitySignal())),

    finishSource: (input) => whileHeartbeating(() => finishSource(ports, input, activitySignal())),

    sweepSource: (input) => whileHeartbeating(() => sweepSource(ports, input, activitySignal())),

    listSources: (input) =>
      whileHeartbeating(async () => {
        const { tenant } = parseInput(sourceRef.pick({ tenant: true }), input);
        return listSources(ports, tenant, activitySignal());
      }),

    forgetSource: (source) =>
      whileHeartbeating(async () => {
        const signal = activitySignal();
        for (const record of await manifest.sources(source, signal)) {
          if (record.source !== source.source) continue;
          await store.forget(record.collection, source, signal);
          await manifest.forgetSource(record.collection, source, signal);
        }
        await forgetAnswers(ports, source, signal);
        await switchReaders(ports, plan.collection, signal);
      }),
  };
}
