import type { Schemas } from '@qdrant/js-client-rest';
import type { QdrantConnection } from './connection.js';
import type { TenantFilter } from './tenant-filter.js';

/** Where the manifest's entries are. */
export interface ManifestCollection {
  readonly connection: QdrantConnection;
  readonly name: string;
}

/** Writes entries whole, replacing what was there. */
export async function upsertEntries(
  { connection, name }: ManifestCollection,
  entries: readonly Schemas['PointStruct'][],
  signal: AbortSignal,
): Promise<void> {
  const where = { collection_name: name, wait: true, ordering: 'strong' as const };
  await connection.write('save', name, signal, (api, init) =>
    api.upsertPoints({ ...where, points: [...entries] }, init),
  );
}

/** Sets these fields of the entries the filter finds, in one step, and no others. */
export async function changeEntries(
  { connection, name }: ManifestCollection,
  filter: TenantFilter,
  fields: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  const where = { collection_name: name, wait: true, ordering: 'strong' as const };
  await connection.write('change', name, signal, (api, init) =>
    api.setPayload({ ...where, filter, payload: { ...fields } }, init),
  );
}
