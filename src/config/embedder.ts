import { embeddedSpace } from '../core/collection-name.js';
import { hashTerm } from '../core/hash-term.js';
import type { EmbeddingSpace } from '../ports/embedder.js';
import type { AddProblem } from './config-error.js';
import { knownEmbeddingModel, type EmbeddingInput } from './embedding-models.js';
import type { Secret } from './secret.js';
import { openAiAddress, type ServerAddress } from './server-address.js';
import type { Variables } from './variables.js';

/** Where vectors of one space are made. */
export interface EmbeddingEndpoint {
  readonly space: EmbeddingSpace;
  /** Null for the encoder in this process. */
  readonly address: ServerAddress | null;
  readonly apiKey: Secret | null;
  /** Most texts of one request. */
  readonly maxBatch: number;
}

/** How questions and passages are given to the model: part of what its vectors are. */
export interface EmbeddingInputs {
  readonly query: EmbeddingInput;
  readonly passage: EmbeddingInput;
}

export interface EmbedderConfig extends EmbeddingEndpoint {
  readonly inputs: EmbeddingInputs;
  /** Most tokens of one text; null where it is not known. */
  readonly maxTokens: number | null;
  /** Whether that was set, and not taken from the model's card: then errors of the server do not change it. */
  readonly fixedTokens: boolean;
  /** A second server that makes the same vectors, used while the first one fails. */
  readonly fallback: EmbeddingEndpoint | null;
}

/** The endpoints of the embedder, in the order they are tried. */
export function embeddingEndpoints(embedder: EmbedderConfig | null): readonly EmbeddingEndpoint[] {
  if (embedder === null) return [];
  return embedder.fallback === null ? [embedder] : [embedder, embedder.fallback];
}

const plain: EmbeddingInput = { prefix: '', fields: {} };

/** The multilingual encoder that runs in the worker, without a key or a server. */
const embedded: EmbedderConfig = {
  space: embeddedSpace,
  address: null,
  apiKey: null,
  // A second's work, so that a call is never long.
  maxBatch: 32,
  inputs: { query: plain, passage: plain },
  maxTokens: null,
  fixedTokens: true,
  fallback: null,
};

/**
 * The embedder: a server of its own, OpenAI where there is a key, else the encoder that is built in;
 * null where none is wanted. The key of OpenAI is sent to the origin of `OPENAI_BASE_URL` only.
 */
export function embedderConfig(set: Variables, addProblem: AddProblem): EmbedderConfig | null {
  if (set.HOLDFAST_EMBEDDING === 'none') return null;
  if (set.HOLDFAST_EMBEDDING === 'embedded') return embedded;
  const baseURL = set.HOLDFAST_EMBEDDING_BASE_URL ?? set.OPENAI_BASE_URL;
  const isOpenAi = isOpenAiHost(set, baseURL);
  const apiKey = set.HOLDFAST_EMBEDDING_API_KEY ?? (isOpenAi ? set.OPENAI_API_KEY : undefined);
  if (!apiKey && set.HOLDFAST_EMBEDDING_BASE_URL === undefined) {
    requireFirstServer(set, addProblem);
    return embedded;
  }
  requireKeyOfOpenAi('HOLDFAST_EMBEDDING_API_KEY', baseURL, apiKey, addProblem);
  const model = set.HOLDFAST_EMBEDDING_MODEL;
  const known = knownEmbeddingModel(model);
  const dimensions = set.HOLDFAST_EMBEDDING_DIMENSIONS ?? known.dimensions;
  if (dimensions === undefined) {
    addProblem(
      'HOLDFAST_EMBEDDING_DIMENSIONS',
      `is needed: the length of the vectors of ${model} is not known`,
    );
  }
  const inputs = {
    query: input(
      known.query,
      set.HOLDFAST_EMBEDDING_QUERY_PREFIX,
      set.HOLDFAST_EMBEDDING_QUERY_EXTRA,
    ),
    passage: input(
      known.passage,
      set.HOLDFAST_EMBEDDING_PASSAGE_PREFIX,
      set.HOLDFAST_EMBEDDING_PASSAGE_EXTRA,
    ),
  };
  const space = {
    provider: isOpenAi ? 'openai' : 'local',
    model,
    dimensions: dimensions ?? 0,
    ...nameOf(inputs),
  };
  return {
    space,
    address: openAiAddress(baseURL),
    apiKey: apiKey ?? null,
    maxBatch: maxBatch(set, isOpenAi),
    inputs,
    maxTokens: set.HOLDFAST_EMBEDDING_MAX_TOKENS ?? known.maxTokens ?? null,
    fixedTokens: set.HOLDFAST_EMBEDDING_MAX_TOKENS !== undefined,
    fallback: fallbackEndpoint(set, space, addProblem),
  };
}

/** The second server, if one is configured. Configuring it declares that its vectors are the same. */
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
    address: openAiAddress(baseURL),
    apiKey: apiKey ?? null,
    maxBatch: maxBatch(set, isOpenAi),
  };
}

function requireFirstServer(set: Variables, addProblem: AddProblem): void {
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

/** What is set wins over what is known of the model. */
function input(
  known: EmbeddingInput,
  prefix: string | undefined,
  fields: EmbeddingInput['fields'] | undefined,
): EmbeddingInput {
  if (prefix === undefined && fields === undefined) return known;
  return { prefix: prefix ?? '', fields: fields ?? {} };
}

/** A short name of the inputs; vectors made with others may not be compared. */
function nameOf({ query, passage }: EmbeddingInputs): Pick<EmbeddingSpace, 'inputs'> {
  const parts = [query, passage].map(({ prefix, fields }) => [prefix, ...Object.entries(fields)]);
  if (parts.every(([prefix, ...fields]) => prefix === '' && fields.length === 0)) return {};
  return { inputs: hashTerm(JSON.stringify(parts)).toString(36) };
}
