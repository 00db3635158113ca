import { z } from 'zod';
import type { SourceRef } from '../../contracts/ingest.js';
import type { PassageStore, UnembeddedPassage } from '../../ports/passage-store.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { createPassages, moveAlias, requireOwnCollection, resolveAlias } from './collections.js';
import { abandonStaged, commitDocuments, retireDocuments } from './commit-documents.js';
import { qdrantCall, type QdrantConnection } from './connection.js';
import type { QdrantCollections } from './passage-index.js';
import {
  denseVector,
  lexicalVector,
  lexicalVectors,
  passageFields,
  passagePayload,
  toPassage,
} from './passage-payload.js';
import { scrollAll } from './scroll.js';
import { stagePassages, stageUnseenPassages } from './stage-passages.js';
import { anyOf, deleteMatching, equals, isEmpty, within, type Condition } from './tenant-filter.js';
import { writeInBatches } from './write-in-batches.js';

const unembedded = z.object({
  document: z.string(),
  embeddedText: z.string(),
  tokens: z.number(),
});
const embedded = unembedded.pick({ embeddedText: true });
const unembeddedFields = Object.keys(unembedded.shape);
const pageSize = 256;

/** Writes passages to Qdrant. Every write is applied, and in order, before it returns. */
export function createQdrantPassageStore(
  connection: QdrantConnection,
  { alias }: QdrantCollections,
): PassageStore {
  const scrollLive = (
    collection: string,
    source: SourceRef,
    documents: readonly string[],
    payload: string[],
    signal: AbortSignal,
  ) => {
    const filter = within(source, [anyOf('document', documents), equals('live', true)]);
    const vectors = [lexicalVector];
    const request = { operation: 'copy', collection, filter, payload, vectors, pageSize };
    return scrollAll(connection, request, signal);
  };
  return {
    async prepare(generation, signal) {
      await requireOwnCollection(connection, alias, signal);
      await createPassages(connection, generation, signal);
    },

    activeCollection: (signal) => resolveAlias(connection, alias, signal),

    async activate(collection, signal) {
      await requireOwnCollection(connection, alias, signal);
      await moveAlias(connection, alias, collection, signal);
    },

    async stage(collection, source, passages, signal) {
      let created = 0;
      await writeInBatches(passages, async (batch) => {
        created += await stagePassages(connection, collection, source, batch, signal);
      });
      return created;
    },

    stageUnseen: (collection, source, passages, how, signal) =>
      writeInBatches(passages, (batch) =>
        stageUnseenPassages(connection, collection, source, batch, how, signal),
      ),

    async unembedded(collection, source, documents, limit, signal) {
      const filter = within(
        source,
        documents
          ? [anyOf('document', documents), isEmpty('retiredAt')]
          : [equals('live', true), isEmpty('retiredAt')],
        [{ has_vector: denseVector }],
      );
      const where = { collection_name: collection, filter };
      const [{ points }, { count }] = await Promise.all([
        connection.read('list unembedded', collection, signal, (api, init) =>
          api.scrollPoints({ ...where, limit, with_payload: unembeddedFields }, init),
        ),
        connection.read('count unembedded', collection, signal, (api, init) =>
          api.countPoints({ ...where, exact: true }, init),
        ),
      ]);
      const call = qdrantCall('list unembedded', collection);
      const passages: UnembeddedPassage[] = points.map(({ id, payload }) => ({
        id: String(id),
        ...parseAnswer(unembedded, payload, call),
      }));
      return { passages, total: count };
    },

    async embeddedShare(collection, corpus, signal) {
      const count = async (...missing: Condition[]) => {
        const filter = within(corpus, [equals('live', true)], missing);
        const counted = await connection.read('count vectors', collection, signal, (api, init) =>
          api.countPoints({ collection_name: collection, filter, exact: true }, init),
        );
        return counted.count;
      };
      const withoutVector = { has_vector: denseVector };
      const [all, bare] = await Promise.all([count(), count(withoutVector)]);
      return all === 0 ? 1 : 1 - bare / all;
    },

    setVectors: (collection, vectors, signal) =>
      writeInBatches(vectors, async (batch) => {
        const points = batch.map(({ id, vector }) => ({
          id,
          vector: { [denseVector]: Array.from(vector) },
        }));
        await connection.write('set vectors', collection, signal, (api, init) =>
          api.updateVectors(
            { collection_name: collection, wait: true, ordering: 'strong', points },
            init,
          ),
        );
      }),

    commit: (collection, source, documents, signal) =>
      commitDocuments(connection, collection, source, documents, signal),

    retire: (collection, source, documents, signal) =>
      retireDocuments(connection, collection, source, documents, signal),

    abandon: (collection, source, documents, keep, signal) =>
      abandonStaged(connection, collection, source, documents, keep, signal),

    async sweep(collection, source, retiredBefore, signal) {
      const retired = { key: 'retiredAt', range: { lt: retiredBefore } };
      const filter = within(source, [equals('live', false), retired]);
      await deleteMatching(connection, collection, filter, signal);
    },

    forget: (collection, source, signal) =>
      deleteMatching(connection, collection, within(source), signal),

    async livePassages(collection, source, documents, signal) {
      const points = await scrollLive(collection, source, documents, passageFields, signal);
      const call = qdrantCall('copy', collection);
      return points.map(({ id, payload, vector }) => ({
        ...toPassage(String(id), parseAnswer(passagePayload, payload, call)),
        terms: parseAnswer(lexicalVectors, vector, call)[lexicalVector],
      }));
    },

    async embeddedTexts(collection, source, documents, signal) {
      const points = await scrollLive(collection, source, documents, ['embeddedText'], signal);
      const call = qdrantCall('copy', collection);
      return new Map(
        points.map(({ id, payload }) => [
          String(id),
          parseAnswer(embedded, payload, call).embeddedText,
        ]),
      );
    },
  };
}
