import type { Manifest } from '../../ports/manifest.js';
import { createCollection, requireOwnCollection, type PayloadIndexes } from './collections.js';
import type { QdrantConnection } from './connection.js';
import { manifestDocuments } from './manifest-documents.js';
import { manifestSources } from './manifest-sources.js';
import type { QdrantCollections } from './passage-index.js';

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
  return {
    async prepare(signal) {
      await requireOwnCollection(connection, alias, signal);
      await createCollection(connection, name, { vectors: {} }, indexes, signal);
    },
    ...manifestSources({ connection, name }),
    ...manifestDocuments({ connection, name }),
  };
}
