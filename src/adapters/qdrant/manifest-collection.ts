import type { Schemas } from '@qdrant/js-client-rest';
import type { QdrantConnection } from './connection.js';

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
