import type { Schemas } from '@qdrant/js-client-rest';
import type { Manifest } from '../../ports/manifest.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { qdrantCall } from './connection.js';
import { changeEntries, upsertEntries, type ManifestCollection } from './manifest-collection.js';
import { manifestId, sourceEntry, sourcePayload } from './manifest-records.js';
import { scrollAll } from './scroll.js';
import { deleteMatching, equals, hasId, within } from './tenant-filter.js';

type Sources = Pick<
  Manifest,
  'sources' | 'source' | 'saveSource' | 'changeSource' | 'advance' | 'forgetSource'
>;

const pageSize = 500;

/** The part of the manifest that is about sources. */
export function manifestSources(manifest: ManifestCollection): Sources {
  const { connection, name } = manifest;
  const sourceOf = ({ payload }: Schemas['Record']) =>
    parseAnswer(sourceEntry, payload, qdrantCall('read', name));

  return {
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
      await upsertEntries(
        manifest,
        [{ id: manifestId(record.collection, record), vector: {}, payload }],
        signal,
      );
    },

    async changeSource(collection, ref, fields, signal) {
      const filter = within(ref, [hasId([manifestId(collection, ref)])]);
      await changeEntries(manifest, filter, { ...fields }, signal);
    },

    async advance(collection, ref, commit, signal) {
      const older = { key: 'commit', range: { lt: commit } };
      const filter = within(ref, [hasId([manifestId(collection, ref)]), older]);
      await changeEntries(manifest, filter, { commit }, signal);
    },

    forgetSource: (collection, ref, signal) =>
      deleteMatching(connection, name, within(ref, [equals('collection', collection)]), signal),
  };
}

/** The one filter that may span tenants: which sources there are, for copying or counting them. */
function sourcesFilter(filter: Parameters<Manifest['sources']>[0]): Schemas['Filter'] {
  const { tenant, corpus, collection } = filter;
  const fields = Object.entries({ kind: 'source', tenant, corpus, collection });
  return {
    must: fields.flatMap(([key, value]) => (value === undefined ? [] : equals(key, value))),
  };
}
