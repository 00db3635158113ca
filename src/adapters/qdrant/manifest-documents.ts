import type { Schemas } from '@qdrant/js-client-rest';
import type { SourceRef } from '../../contracts/ingest.js';
import type { Manifest } from '../../ports/manifest.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { qdrantCall } from './connection.js';
import { upsertEntries, type ManifestCollection } from './manifest-collection.js';
import { documentEntry, documentPayload, manifestId } from './manifest-records.js';
import { scrollAll, scrollPages } from './scroll.js';
import { sweepTombstones } from './sweep-tombstones.js';
import {
  anyOf,
  equals,
  hasId,
  within,
  type Condition,
  type TenantFilter,
} from './tenant-filter.js';
import { writeInBatches } from './write-in-batches.js';

type Documents = Pick<
  Manifest,
  'documents' | 'pending' | 'get' | 'save' | 'sweepTombstones' | 'counts' | 'committedAfter'
>;

const pageSize = 500;
const withoutStaged = { exclude: ['staged'] };
/** More distinct values than any source has. */
const mostFacets = 1_000_000;

/** The part of the manifest that is about documents. */
export function manifestDocuments(manifest: ManifestCollection): Documents {
  const { connection, name } = manifest;
  const { read } = connection;
  const where = { collection_name: name };
  const documentOf = ({ payload }: Schemas['Record']) =>
    parseAnswer(documentEntry, payload, qdrantCall('read', name));

  return {
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
        upsertEntries(
          manifest,
          batch.map((record) => ({
            id: manifestId(collection, ref, record.document),
            vector: {},
            payload: documentPayload(collection, ref, record),
          })),
          signal,
        ),
      ),

    sweepTombstones: (collection, ref, upToCommit, signal) =>
      sweepTombstones(manifest, collection, ref, upToCommit, signal),

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

function documentsOf(
  collection: string,
  ref: SourceRef,
  must: readonly Condition[] = [],
): TenantFilter {
  const kind = [equals('kind', 'document'), equals('collection', collection)];
  return within(ref, [...kind, ...must]);
}
