import type { Schemas } from '@qdrant/js-client-rest';
import type { Manifest } from '../../ports/manifest.js';
import { createCollection, refuseForeignCollection, type PayloadIndexes } from './collections.js';
import type { QdrantConnection } from './connection.js';
import { manifestDocuments } from './manifest-documents.js';
import { manifestSources } from './manifest-sources.js';
import type { QdrantCollections } from './passage-index.js';

/** Where the manifest's entries are. */
export interface ManifestCollection {
  readonly connection: QdrantConnection;
  readonly name: string;
  /** Writes entries whole. */
  upsert(entries: readonly Schemas['PointStruct'][], signal: AbortSignal): Promise<void>;
}

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

/** The manifest in a collection without vectors, beside the passages: what is lost or restored is so for both. */
export function createQdrantManifest(
  connection: QdrantConnection,
  { alias }: QdrantCollections,
): Manifest {
  const name = `${alias}__manifest`;
  const collection: ManifestCollection = {
    connection,
    name,
    async upsert(entries, signal) {
      const where = { collection_name: name, wait: true, ordering: 'strong' as const };
      await connection.write('save', name, signal, (api, init) =>
        api.upsertPoints({ ...where, points: [...entries] }, init),
      );
    },
  };
  return {
    async prepare(signal) {
      await refuseForeignCollection(connection, alias, signal);
      await createCollection(connection, name, { vectors: {} }, indexes, signal);
    },
    ...manifestSources(collection),
    ...manifestDocuments(collection),
  };
}
