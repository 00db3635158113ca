import type { Schemas } from '@qdrant/js-client-rest';
import { outcomes } from '../../core/outcome.js';
import type { IndexGeneration } from '../../ports/passage-store.js';
import { PortError } from '../../ports/port-error.js';
import { failedCall } from '../shared/vendor-call.js';
import { qdrantCall, type QdrantConnection } from './connection.js';
import { denseVector, lexicalVector } from './passage-payload.js';

type Config = Schemas['CreateCollection'];
export type PayloadIndexes = Readonly<Record<string, Schemas['PayloadFieldSchema']>>;

const tenantIndex = { type: 'keyword', is_tenant: true } as const;

const passageIndexes: PayloadIndexes = {
  tenant: tenantIndex,
  corpus: 'keyword',
  source: 'keyword',
  document: 'keyword',
  live: 'bool',
  version: 'integer',
  retiredAt: 'datetime',
};

/** Creates the passages' collection when missing. The idf of its terms is over all its tenants. */
export async function createPassages(
  connection: QdrantConnection,
  { collection, space }: IndexGeneration,
  signal: AbortSignal,
): Promise<void> {
  const config: Config = {
    vectors: space ? { [denseVector]: { size: space.dimensions, distance: 'Cosine' } } : {},
    sparse_vectors: { [lexicalVector]: { modifier: 'idf' } },
  };
  await createCollection(connection, collection, config, passageIndexes, signal);
}

/**
 * Creates a collection and its payload indexes where they are missing; two who do so at once both
 * succeed. The indexes come before any data, so that nothing has to be built twice.
 */
export async function createCollection(
  { read, write }: QdrantConnection,
  collection: string,
  config: Config,
  indexes: PayloadIndexes,
  signal: AbortSignal,
): Promise<void> {
  const where = { collection_name: collection };
  const { exists } = await read('look up', collection, signal, (api, init) =>
    api.collectionExists(where, init),
  );
  if (!exists) {
    try {
      await write('create', collection, signal, (api, init) =>
        api.createCollection({ ...where, ...config }, init),
      );
    } catch (error) {
      if (!(error instanceof PortError) || error.reason !== 'conflict') throw error;
    }
  }
  const { payload_schema: indexed } = await read('look up', collection, signal, (api, init) =>
    api.getCollection(where, init),
  );
  // Asking for an index that is there costs as much as making one, for every field of every run.
  for (const [field, schema] of Object.entries(indexes)) {
    if (field in indexed) continue;
    await write('index', collection, signal, (api, init) =>
      api.createFieldIndex(
        { ...where, wait: true, ordering: 'strong', field_name: field, field_schema: schema },
        init,
      ),
    );
  }
}

/** The collection behind the alias, or null. */
export async function resolveAlias(
  { read }: QdrantConnection,
  alias: string,
  signal: AbortSignal,
): Promise<string | null> {
  const { aliases } = await read('read aliases', alias, signal, (api, init) =>
    api.getCollectionsAliases({}, init),
  );
  return aliases.find(({ alias_name }) => alias_name === alias)?.collection_name ?? null;
}

/** Moves the alias in one step: readers find either the old collection or the new one. */
export async function moveAlias(
  { write }: QdrantConnection,
  alias: string,
  collection: string,
  signal: AbortSignal,
): Promise<void> {
  await write('move alias', alias, signal, (api, init) =>
    api.updateAliases(
      {
        actions: [
          { delete_alias: { alias_name: alias } },
          { create_alias: { alias_name: alias, collection_name: collection } },
        ],
      },
      init,
    ),
  );
}

/** Throws when a collection bears the alias's own name: it is somebody else's, and stays as it is. */
export async function requireOwnCollection(
  { read }: QdrantConnection,
  alias: string,
  signal: AbortSignal,
): Promise<void> {
  const { collections } = await read('list collections', alias, signal, (api, init) =>
    api.getCollections({}, init),
  );
  if (!collections.some(({ name }) => name === alias)) return;
  throw failedCall(qdrantCall('prepare', alias), outcomes.badInput, {
    detail:
      'a collection of this name exists that is not ours: set HOLDFAST_COLLECTION to another name',
  });
}
