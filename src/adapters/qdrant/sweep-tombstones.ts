import { z } from 'zod';
import type { SourceRef } from '../../contracts/ingest.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { qdrantCall } from './connection.js';
import { changeEntries, type ManifestCollection } from './manifest-collection.js';
import { manifestId } from './manifest-records.js';
import { deleteMatching, equals, hasId, isEmpty, within } from './tenant-filter.js';

const tombstone = z.object({ commit: z.number().int() });

/**
 * Removes a source's tombstones up to a commit.
 * 1. The newest of them is noted in the source's entry; an earlier sweep that comes late changes nothing.
 * 2. They are deleted, but for documents that have come back since.
 */
export async function sweepTombstones(
  manifest: ManifestCollection,
  collection: string,
  ref: SourceRef,
  upToCommit: number,
  signal: AbortSignal,
): Promise<void> {
  const { connection, name } = manifest;
  const buried = (commit: number) =>
    within(ref, [
      equals('kind', 'document'),
      equals('collection', collection),
      equals('deleted', true),
      isEmpty('pending'),
      equals('quarantined', false),
      { key: 'commit', range: { lte: commit } },
    ]);
  const { points } = await connection.read('list tombstones', name, signal, (api, init) =>
    api.scrollPoints(
      {
        collection_name: name,
        filter: buried(upToCommit),
        limit: 1,
        order_by: { key: 'commit', direction: 'desc' },
        with_payload: ['commit'],
      },
      init,
    ),
  );
  if (!points[0]) return;
  const { commit } = parseAnswer(tombstone, points[0].payload, qdrantCall('read', name));
  const olderSource = within(ref, [
    hasId([manifestId(collection, ref)]),
    { key: 'sweptCommit', range: { lt: commit } },
  ]);
  await changeEntries(manifest, olderSource, { sweptCommit: commit }, signal);
  await deleteMatching(connection, name, buried(commit), signal);
}
