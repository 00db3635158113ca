import { QdrantClient } from '@qdrant/js-client-rest';
import type { Config } from '../../src/config.js';

export interface StoredPassages {
  readonly live: number;
  readonly liveWithoutVector: number;
  /** Documents that have live passages. */
  readonly documents: number;
}

/** What readers would find in Qdrant, counted past all of our own code. */
export async function storedPassages({ qdrant }: Config): Promise<StoredPassages> {
  const client = new QdrantClient({ url: qdrant.url!, checkCompatibility: false });
  const { points } = await client.scroll(qdrant.collection, {
    filter: { must: [{ key: 'live', match: { value: true } }] },
    with_vector: ['dense'],
    with_payload: ['document', 'source', 'start'],
    limit: 10_000,
  });
  const places = points.map(({ payload }) => JSON.stringify(payload));
  if (new Set(places).size !== places.length) throw new Error('a passage is stored twice');
  const withVector = points.filter(({ vector }) => vector && 'dense' in Object(vector));
  return {
    live: points.length,
    liveWithoutVector: points.length - withVector.length,
    documents: new Set(points.map(({ payload }) => payload?.document)).size,
  };
}
