import type { EmbeddingSpace } from '../ports/embedder.js';
import type { AddProblem } from './config-error.js';
import type { Secret } from './secret.js';
import type { Variables } from './variables.js';

/** Where vectors of one space are made. */
export interface EmbeddingEndpoint {
  readonly space: EmbeddingSpace;
  readonly baseURL: string;
  readonly apiKey: Secret | null;
  readonly maxBatch: number;
}

export interface EmbedderConfig extends EmbeddingEndpoint {
  /** Makes the same vectors, for when the first one is out. A dependency of its own. */
  readonly fallback: EmbeddingEndpoint | null;
}

/** All endpoints there are, in the order they are tried. */
export function embeddingEndpoints(embedder: EmbedderConfig | null): readonly EmbeddingEndpoint[] {
  if (embedder === null) return [];
  return embedder.fallback === null ? [embedder] : [embedder, embedder.fallback];
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
export function embedderConfig(set: Variables, addProblem: AddProblem): EmbedderConfig | null {
  const baseURL = set.HOLDFAST_EMBEDDING_BASE_URL ?? set.OPENAI_BASE_URL;
  const isOpenAi = isOpenAiHost(set, baseURL);
  const apiKey = set.HOLDFAST_EMBEDDING_API_KEY ?? (isOpenAi ? set.OPENAI_API_KEY : undefined);
  if (!apiKey && set.HOLDFAST_EMBEDDING_BASE_URL === undefined) {
    refuseFallbackAlone(set, addProblem);
    return null;
  }
  requireKeyOfOpenAi('HOLDFAST_EMBEDDING_API_KEY', baseURL, apiKey, addProblem);
  const model = set.HOLDFAST_EMBEDDING_MODEL;
  const dimensions = set.HOLDFAST_EMBEDDING_DIMENSIONS ?? knownDimensions[model];
  if (dimensions === undefined) {
    addProblem(
      'HOLDFAST_EMBEDDING_DIMENSIONS',
      `is needed: the length of the vectors of ${model} is not known`,
    );
  }
  const space = { provider: isOpenAi ? 'openai' : 'local', model, dimensions: dimensions ?? 0 };
  return {
    space,
    baseURL,
    apiKey: apiKey ?? null,
    maxBatch: maxBatch(set, isOpenAi),
    fallback: fallbackEndpoint(set, space, addProblem),
  };
}

/** The second endpoint, if one is declared. That it makes the same vectors is the declaration. */
function fallbackEndpoint(
  set: Variables,
  space: EmbeddingSpace,
  addProblem: AddProblem,
): EmbeddingEndpoint | null {
  const baseURL = set.HOLDFAST_EMBEDDING_FALLBACK_BASE_URL;
  const own = set.HOLDFAST_EMBEDDING_FALLBACK_API_KEY;
  if (baseURL === undefined) {
    if (own) addProblem('HOLDFAST_EMBEDDING_FALLBACK_BASE_URL', 'is needed beside a key');
    return null;
  }
  const isOpenAi = isOpenAiHost(set, baseURL);
  const apiKey = own ?? (isOpenAi ? set.OPENAI_API_KEY : undefined);
  requireKeyOfOpenAi('HOLDFAST_EMBEDDING_FALLBACK_API_KEY', baseURL, apiKey, addProblem);
  return {
    space: { ...space, provider: 'fallback' },
    baseURL,
    apiKey: apiKey ?? null,
    maxBatch: maxBatch(set, isOpenAi),
  };
}

function refuseFallbackAlone(set: Variables, addProblem: AddProblem): void {
  if (set.HOLDFAST_EMBEDDING_FALLBACK_BASE_URL === undefined) return;
  addProblem(
    'HOLDFAST_EMBEDDING_FALLBACK_BASE_URL',
    'is a second endpoint: set HOLDFAST_EMBEDDING_BASE_URL or OPENAI_API_KEY for the first',
  );
}

function requireKeyOfOpenAi(
  variable: string,
  baseURL: string,
  apiKey: Secret | undefined,
  addProblem: AddProblem,
): void {
  if (apiKey || new URL(baseURL).hostname !== 'api.openai.com') return;
  addProblem(variable, 'is needed by api.openai.com: set it or OPENAI_API_KEY');
}

function isOpenAiHost(set: Variables, baseURL: string): boolean {
  return new URL(baseURL).origin === new URL(set.OPENAI_BASE_URL).origin;
}

function maxBatch(set: Variables, isOpenAi: boolean): number {
  return set.HOLDFAST_EMBEDDING_BATCH ?? (isOpenAi ? 128 : 32);
}
