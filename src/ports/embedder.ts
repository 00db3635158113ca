import type { RateLeft } from '../core/rate-left.js';

/** Vectors may be compared only within one space. */
export interface EmbeddingSpace {
  readonly provider: string;
  readonly model: string;
  readonly dimensions: number;
}

export interface Embedding {
  /** One vector per text, in order, each `space.dimensions` long. */
  readonly vectors: readonly Float32Array[];
  readonly tokens: number;
  /** What the vendor's headers say is left of its rate limit. */
  readonly left?: RateLeft | undefined;
}

/** Turns texts into vectors with one vendor request per call. */
export interface Embedder {
  readonly space: EmbeddingSpace;
  /** Most texts of one call. */
  readonly maxBatch: number;
  /** Throws PortError; `wrong_dimensions` when the vendor's vectors do not fit `space`. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Embedding>;
}
