import type { RateLeft } from '../core/rate-left.js';

/** Vectors may be compared only within one space. */
export interface EmbeddingSpace {
  readonly provider: string;
  readonly model: string;
  readonly dimensions: number;
  /** Stands for how questions and passages are given to a model that tells them apart. */
  readonly inputs?: string;
}

/** Some models embed a question in another way than the texts that answer it. */
export type EmbeddedAs = 'query' | 'passage';

export interface Embedding {
  /** One vector per text, in order, each `space.dimensions` long. */
  readonly vectors: readonly Float32Array[];
  readonly tokens: number;
  /** Whether the vendor did not count the tokens, so that they are estimated from the texts. */
  readonly estimated?: boolean;
  /** What the vendor's headers say is left of its rate limit. */
  readonly left?: RateLeft | undefined;
}

/** What the vendor takes in one request, as configured or as it told in an error. */
export interface EmbedderLimits {
  readonly texts: number;
  /** Of one passage, in the model's own counting and without its prefix; undefined where it is not known. */
  readonly tokens: number | undefined;
}

/** Turns texts into vectors, with one vendor request per call. */
export interface Embedder {
  readonly space: EmbeddingSpace;
  /** Most texts of one call. */
  readonly maxBatch: number;
  /** The limits known by now. */
  readonly limits?: () => EmbedderLimits;
  /** Whether it can embed by now; without this it always can. */
  readonly isReady?: () => boolean;
  /**
   * Embeds texts, as passages where nothing else is said. Throws PortError; `too_large` where the
   * server takes fewer texts a request, as `limits` then tells. Whether a failure belongs
   * to single texts, so that a smaller batch tells which, is for `isAboutTexts` to say; vectors of
   * the others are then in the error's `vectors`, with the usage of what was billed.
   */
  embed(texts: readonly string[], signal: AbortSignal, as?: EmbeddedAs): Promise<Embedding>;
}
