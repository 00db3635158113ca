import type { EmbeddingSpace } from './embedder.js';

/**
 * Vectors that were paid for and not yet stored, on the worker's own disk, by hash of the embedded
 * text. Makes a crash or a full vector database cost nothing that was bought.
 */
export interface VectorSpool {
  get(
    space: EmbeddingSpace,
    texts: readonly string[],
  ): Promise<readonly (Float32Array | undefined)[]>;
  /** Throws PortError (`disk_full` …) when so many vectors could not be put now. */
  requireWritable(space: EmbeddingSpace, vectors: number): Promise<void>;
  put(
    space: EmbeddingSpace,
    entries: readonly { readonly text: string; readonly vector: Float32Array }[],
  ): Promise<void>;
  remove(space: EmbeddingSpace, texts: readonly string[]): Promise<void>;
}
