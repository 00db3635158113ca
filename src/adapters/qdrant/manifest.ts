import type { Schemas } from '@qdrant/js-client-rest';
import type { SourceRef } from '../../contracts/ingest.js';
import type { DocumentRecord, Manifest, SourceRecord } from '../../ports/manifest.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { createCollection, refuseForeignCollection, type PayloadIndexes } from './collections.js';
import { qdrantCall, type QdrantConnection } from './connection.js';
import {
  documentEntry,
  documentPayload,
  manifestId,
  sourceEntry,
  sourcePayload,
} from './manifest-records.js';
import type { QdrantCollections } from './passage-index.js';
import { scrollAll, scrollPages } from './scroll.js';
import {
  anyOf,
  deleteMatching,
  equals,
  hasId,
  within,
  type Condition,
  type TenantFilter,
} from './tenant-filter.js';
import { writeInBatches } from './write-in-batches.js';

const indexes: PayloadIndexes = {
  tenant: { type: 'keyword', is_tenant: true },
  kind: 'keyword',
  collection: 'keyword',
  corpus: 'keyword',
  source: 'keyword',
  pending: 'keyword',
  commit: 'integer',
  version: 'integer',
  passages: 'integer',
  deleted: 'bool',
  quarantined: 'bool',
};

const pageSize = 500;
const withoutStaged = { exclude: ['staged'] };
/** More distinct values than any source has. */
const mostFacets = 1_000_000;

/** The manifest in a collection without vectors, beside the passages: what is lost or restored is so for both. */
export function createQdrantManifest(
  connection: QdrantConnection,
  { alias }: QdrantCollections,
): Manifest {
  const { read } = connection;
  const name = `${alias}__manifest`;
  const where = { collection_name: name };
  const sourceOf = (point: Point): SourceRecord =>
    parseAnswer(sourceEntry, point.payload, qdrantCall('read', name));
  const documentOf = (point: Point): DocumentRecord =>
    parseAnswer(documentEntry, point.payload, qdrantCall('read', name));
  const upsert = async (points: readonly Entry[], signal: AbortSignal): Promise<void> => {
    await connection.write('save', name, signal, (api, init) =>
      api.upsertPoints({ ...where, wait: true, ordering: 'strong', points: [...points] }, init),
    );
  };

  return {
    async prepare(signal) {
      await refuseForeignCollection(connection, alias, signal);
      await createCollection(connection, name, { vectors: {} }, indexes, signal);
    },

    async sources(filter, signal) {
      const request = {
        operation: 'list sources',
        collection: name,
        filter: sourcesFilter(filter),
        payload: true,
        pageSize,
      };
      return (await scrollAll(connection, request, signal)).map(sourceOf);
    },

    async source(collection, ref, signal) {
      const [found] = await scrollAll(
        connection,
        {
          operation: 'read source',
          collection: name,
          filter: within(ref, [hasId([manifestId(collection, ref)])]),
          payload: true,
          pageSize: 1,
        },
        signal,
      );
      return found ? sourceOf(found) : null;
    },

    async saveSource(record, signal) {
      const payload = sourcePayload(record, new Date().toISOString());
      await upsert([{ id: manifestId(record.collection, record), vector: {}, payload }], signal);
    },

    forgetSource: (collection, ref, signal) =>
      deleteMatching(connection, name, within(ref, [equals('collection', collection)]), signal),

    async *documents(collection, ref, signal) {
      const request = {
        operation: 'list documents',
        collection: name,
        filter: documentsOf(collection, ref),
        payload: withoutStaged,
        pageSize,
      };
      for await (const page of scrollPages(connection, request, signal)) yield page.map(documentOf);
    },

    async pending(collection, ref, limit, signal) {
      const filter = documentsOf(collection, ref, [anyOf('pending', ['write', 'delete'])]);
      const { points } = await read('list pending', name, signal, (api, init) =>
        api.scrollPoints({ ...where, filter, limit, with_payload: true }, init),
      );
      return points.map(documentOf);
    },

    async get(collection, ref, documents, signal) {
      if (documents.length === 0) return [];
      const ids = documents.map((document) => manifestId(collection, ref, document));
      const points = await scrollAll(
        connection,
        {
          operation: 'read documents',
          collection: name,
          filter: documentsOf(collection, ref, [hasId(ids)]),
          payload: true,
          pageSize,
        },
        signal,
      );
      const byId = new Map(points.map((point) => [String(point.id), documentOf(point)]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },

    save: (collection, ref, records, signal) =>
      writeInBatches(records, (batch) =>
        upsert(
          batch.map((record) => ({
            id: manifestId(collection, ref, record.document),
            vector: {},
            payload: documentPayload(collection, ref, record),
          })),
          signal,
        ),
      ),

    async counts(collection, ref, signal) {
      const committed = documentsOf(collection, ref, [
        equals('deleted', false),
        { key: 'version', range: { gte: 1 } },
      ]);
      const quarantined = documentsOf(collection, ref, [equals('quarantined', true)]);
      // How many documents have how many passages: the sums, without reading the documents.
      const [{ hits }, { count }] = await Promise.all([
        read('count passages', name, signal, (api, init) =>
          api.facet(
            { ...where, key: 'passages', filter: committed, limit: mostFacets, exact: true },
            init,
          ),
        ),
        read('count quarantined', name, signal, (api, init) =>
          api.countPoints({ ...where, filter: quarantined, exact: true }, init),
        ),
      ]);
      return {
        documents: hits.reduce((sum, hit) => sum + hit.count, 0),
        passages: hits.reduce((sum, hit) => sum + Number(hit.value) * hit.count, 0),
        quarantined: count,
      };
    },

    async committedAfter(collection, ref, commit, limit, signal) {
      const filter = documentsOf(collection, ref, [{ key: 'commit', range: { gt: commit } }]);
      const { points } = await read('list commits', name, signal, (api, init) =>
        api.scrollPoints(
          {
            ...where,
            filter,
            limit,
            order_by: { key: 'commit', direction: 'asc' },
            with_payload: withoutStaged,
          },
          init,
        ),
      );
      return points.map(documentOf);
    },
  };
}

type Point = Schemas['Record'];
type Entry = Schemas['PointStruct'];

function documentsOf(
  collection: string,
  ref: SourceRef,
  must: readonly Condition[] = [],
): TenantFilter {
  const kind = [equals('kind', 'document'), equals('collection', collection)];
  return within(ref, [...kind, ...must]);
}

/** The one filter that may span tenants: which sources there are, for whoever copies or counts them. */
function sourcesFilter(filter: Parameters<Manifest['sources']>[0]): Schemas['Filter'] {
  const { tenant, corpus, collection } = filter;
  const fields = Object.entries({ kind: 'source', tenant, corpus, collection });
  return {
    must: fields.flatMap(([key, value]) => (value === undefined ? [] : equals(key, value))),
  };
}
