import type { EmbeddingSpace } from '../ports/embedder.js';
import type { Refuse } from './config-error.js';
import type { Secret } from './secret.js';
import type { Variables } from './variables.js';

export interface EmbedderConfig {
  readonly space: EmbeddingSpace;
  readonly baseURL: string;
  readonly apiKey: Secret | null;
  readonly maxBatch: number;
}

/** Lengths of the vectors of OpenAI's models, https://platform.openai.com/docs/models */
const knownDimensions: Readonly<Record<string, number>> = {
  'text-embedding-3-small': 1536,
  'text-embedding-3-large': 3072,
  'text-embedding-ada-002': 1536,
};

/**
 * The embedder, if there is one: a server of its own, or OpenAI where there is a key. The key of
 * OpenAI goes to the host of `OPENAI_BASE_URL` and to no other.
 */
export function embedderConfig(set: Variables, refuse: Refuse): EmbedderConfig | null {
  const baseURL = set.HOLDFAST_EMBEDDING_BASE_URL ?? set.OPENAI_BASE_URL;
  const { origin, hostname } = new URL(baseURL);
  const isOpenAi = origin === new URL(set.OPENAI_BASE_URL).origin;
  const apiKey = set.HOLDFAST_EMBEDDING_API_KEY ?? (isOpenAi ? set.OPENAI_API_KEY : undefined);
  if (!apiKey && set.HOLDFAST_EMBEDDING_BASE_URL === undefined) return null;
  if (!apiKey && hostname === 'api.openai.com') {
    refuse('HOLDFAST_EMBEDDING_API_KEY', 'is needed by api.openai.com: set it or OPENAI_API_KEY');
  }
  const model = set.HOLDFAST_EMBEDDING_MODEL;
  const dimensions = set.HOLDFAST_EMBEDDING_DIMENSIONS ?? knownDimensions[model];
  if (dimensions === undefined) {
    refuse(
      'HOLDFAST_EMBEDDING_DIMENSIONS',
      `is needed: the length of the vectors of ${model} is not known`,
    );
  }
  return {
    space: { provider: isOpenAi ? 'openai' : 'local', model, dimensions: dimensions ?? 0 },
    baseURL,
    apiKey: apiKey ?? null,
    maxBatch: set.HOLDFAST_EMBEDDING_BATCH ?? (isOpenAi ? 128 : 32),
  };
}
