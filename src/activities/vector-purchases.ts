import { createHash } from 'node:crypto';
import QuickLRU from 'quick-lru';
import type { EmbeddingSpace } from '../ports/embedder.js';

/** Vectors of 1,536 numbers take 6 KB each; the cache holds up to twice as many. */
const mostRemembered = 1_024;

/** What this process is buying and has just bought, so that batches that share a text buy it once. */
export class VectorPurchases {
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #bought = new QuickLRU<string, Float32Array>({ maxSize: mostRemembered });

  /**
   * The end of other batches' purchases of these texts; undefined when there are none, and the caller
   * may claim at once what `find` does not have.
   */
  underWay(space: EmbeddingSpace, texts: readonly string[]): Promise<unknown> | undefined {
    const others = texts.flatMap((text) => this.#underWay.get(keyOf(space, text)) ?? []);
    return others.length > 0 ? Promise.all(others) : undefined;
  }

  find(space: EmbeddingSpace, text: string): Float32Array | undefined {
    return this.#bought.get(keyOf(space, text));
  }

  remember(space: EmbeddingSpace, text: string, vector: Float32Array): void {
    this.#bought.set(keyOf(space, text), vector);
  }

  /** Buys the texts; other batches wait for the end of `work`, and buy for themselves if it fails. */
  async claim<T>(
    space: EmbeddingSpace,
    texts: readonly string[],
    work: () => Promise<T>,
  ): Promise<T> {
    const keys = texts.map((text) => keyOf(space, text));
    const working = work();
    const ended = working.then(
      () => undefined,
      () => undefined,
    );
    for (const key of keys) this.#underWay.set(key, ended);
    try {
      return await working;
    } finally {
      for (const key of keys) this.#underWay.delete(key);
    }
  }
}

/** The provider does not matter: a fallback endpoint makes the same vectors. */
function keyOf({ model, dimensions }: EmbeddingSpace, text: string): string {
  return createHash('sha256')
    .update(JSON.stringify([model, dimensions, text]))
    .digest('base64');
}
