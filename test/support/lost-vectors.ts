import type { Config } from '../../src/config.js';
import { createFilesystemVectorSpool } from '../../src/adapters/filesystem/vector-spool.js';
import { qdrantClient } from './qdrant-contents.js';

/**
 * Those of the texts whose vectors are neither in the workers' spool nor in Qdrant. Where the worker that
 * bought them is dead, its purchase is lost: it was in flight, and has to be repeated.
 */
export async function textsWithoutVector(
  config: Config,
  texts: readonly string[],
): Promise<readonly string[]> {
  if (!config.embedder) throw new Error('no vectors are bought without an embedder');
  // In the order in which a worker keeps them: what leaves the spool is in Qdrant.
  const spooled = await createFilesystemVectorSpool(config.dataDir).get(
    config.embedder.space,
    texts,
  );
  const stored = await embeddedTexts(config);
  return texts.filter((text, at) => !spooled[at] && !stored.has(text));
}

/** The texts of all points that have a vector. */
async function embeddedTexts(config: Config): Promise<ReadonlySet<string>> {
  const { points } = await qdrantClient(config).scroll(config.qdrant.collection, {
    filter: { must: [{ has_vector: 'dense' }] },
    with_payload: ['embeddedText'],
    limit: 100_000,
  });
  return new Set(points.map(({ payload }) => String(payload?.['embeddedText'])));
}
