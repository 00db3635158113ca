import { QdrantClient } from '@qdrant/js-client-rest';
import type { Config } from '../../src/config.js';

/** A passage as it stands in Qdrant, read past all of our own code. */
export interface StoredPassage {
  readonly id: string;
  readonly source: string;
  readonly document: string;
  readonly version: number;
  readonly start: number;
  readonly end: number;
  readonly tokens: number;
  readonly text: string;
  readonly embeddedText: string;
  readonly live: boolean;
  readonly retiredAt?: string;
  readonly hasVector: boolean;
}

/** The tests' own way into Qdrant. */
export function qdrantClient({ qdrant }: Config): QdrantClient {
  return new QdrantClient({ url: qdrant.url!, checkCompatibility: false });
}

/** Every passage of the collection readers use, or of another: live, staged and retired ones. */
export async function passagesIn(
  config: Config,
  collection = config.qdrant.collection,
): Promise<readonly StoredPassage[]> {
  const { points } = await qdrantClient(config).scroll(collection, {
    with_vector: true,
    with_payload: true,
    limit: 10_000,
  });
  return points.map(({ id, payload, vector }) => {
    const hasVector = Boolean(vector && 'dense' in Object(vector));
    return { ...(payload as unknown as StoredPassage), id: String(id), hasVector };
  });
}

/** What searches can find. */
export async function livePassages(
  config: Config,
  collection?: string,
): Promise<readonly StoredPassage[]> {
  return (await passagesIn(config, collection)).filter(({ live }) => live);
}

export interface StoredCounts {
  readonly live: number;
  readonly liveWithoutVector: number;
  /** Documents that have live passages. */
  readonly documents: number;
}

/** How much readers would find. */
export async function storedPassages(config: Config): Promise<StoredCounts> {
  const passages = await livePassages(config);
  const places = passages.map(({ source, document, start }) =>
    JSON.stringify([source, document, start]),
  );
  if (new Set(places).size !== places.length) throw new Error('a passage is stored twice');
  return {
    live: passages.length,
    liveWithoutVector: passages.filter(({ hasVector }) => !hasVector).length,
    documents: new Set(passages.map(({ document }) => document)).size,
  };
}
