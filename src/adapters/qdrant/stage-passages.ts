import type { SourceRef } from '../../contracts/ingest.js';
import type { StagedPassage } from '../../core/staged-passage.js';
import type { QdrantConnection } from './connection.js';
import { scrollAll } from './scroll.js';
import { denseVector, lexicalVector, stagedPayload } from './passage-payload.js';
import { equals, hasId, within, type TenantFilter } from './tenant-filter.js';
/**
 * Writes the passages of one batch that are not there yet; returns how many.
 * 1. What is retired is revived first, so that a sweep under way cannot take what step 2 found.
 * 2. What exists is left alone: a full upsert would wipe its dense vector, which was paid for.
 * 3. The rest is written as not live, unless another attempt has written it since.
 */
export async function stagePassages(
  connection: QdrantConnection,
  collection: string,
  source: SourceRef,
  passages: readonly StagedPassage[],
  signal: AbortSignal,
): Promise<number> {
  const where = { collection_name: collection, wait: true, ordering: 'strong' as const };
  const filter = within(source, [hasId(passages.map(({ id }) => id))]);
  await connection.write('revive', collection, signal, (api, init) =>
    api.deletePayload({ ...where, keys: ['retiredAt'], filter }, init),
  );

  const there = await scrollAll(
    connection,
    { operation: 'stage', collection, filter, payload: false, pageSize: passages.length },
    signal,
  );
  const existing = new Set(there.map(({ id }) => String(id)));
  const missing = passages.filter(({ id }) => !existing.has(id));
  if (missing.length === 0) return 0;

  const nothing = within(source, [hasId([])]);
  await writePassages(connection, collection, source, missing, { live: false }, nothing, signal);
  return missing.length;
}

/**
 * Writes passages of documents of which nothing is there but, perhaps, what lost attempts wrote. An
 * attempt that was given up for lost may still write, long after another went on: it replaces no passage
 * that has got a vector, was committed, or belongs to a later version.
 */
export async function stageUnseenPassages(
  connection: QdrantConnection,
  collection: string,
  source: SourceRef,
  passages: readonly StagedPassage[],
  how: { readonly live: boolean },
  signal: AbortSignal,
): Promise<void> {
  const version = Math.min(...passages.map((passage) => passage.version));
  const asStaged = within(
    source,
    [equals('live', how.live), { key: 'version', range: { lte: version } }],
    [{ has_vector: denseVector }],
  );
  await writePassages(connection, collection, source, passages, how, asStaged, signal);
}

/** Writes passages whole. Of those that are there, only the replaceable ones change. */
async function writePassages(
  { write }: QdrantConnection,
  collection: string,
  source: SourceRef,
  passages: readonly StagedPassage[],
  { live }: { readonly live: boolean },
  replaceable: TenantFilter,
  signal: AbortSignal,
): Promise<void> {
  const points = passages.map((passage) => ({
    id: passage.id,
    vector: {
      [lexicalVector]: {
        indices: [...passage.terms.indices],
        values: [...passage.terms.values],
      },
    },
    payload: stagedPayload(source, passage, live),
  }));
  const where = { collection_name: collection, wait: true, ordering: 'strong' as const };
  await write('stage', collection, signal, (api, init) =>
    api.upsertPoints({ ...where, points, update_filter: replaceable }, init),
  );
}
