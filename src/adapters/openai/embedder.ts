import type { StageUsage } from '../../contracts/failure.js';
import { errorShape } from '../../core/error-shape.js';
import { outcomes, type Rule } from '../../core/outcome.js';
import { rateLeft } from '../../core/rate-left.js';
import { windowTokens } from '../../core/window-tokens.js';
import type {
  EmbeddedAs,
  Embedder,
  EmbedderLimits,
  Embedding,
  EmbeddingSpace,
} from '../../ports/embedder.js';
import { PortError } from '../../ports/port-error.js';
import { estimateTokens } from '../shared/estimate-tokens.js';
import { parseJson } from '../shared/fields.js';
import { errorInside, unwrapVendorError, VendorError, type VendorAccount } from '../shared/http.js';
import { requireTexts } from '../shared/require-texts.js';
import { ServerProfile, withoutRejected } from '../shared/server-profile.js';
import { toPortError } from '../shared/to-port-error.js';
import { failedCall, type VendorCall } from '../shared/vendor-call.js';
import { createOpenAiClient } from './client.js';
import { openaiErrors } from './errors.js';
import { readEmbeddings } from './read-embeddings.js';

export interface OpenAiEmbedderOptions extends VendorAccount {
  /** Its provider names the account in errors: `openai`, or `local` for a server of one's own. */
  readonly space: EmbeddingSpace;
  /** Most texts of one request, at most 2,048; the API also takes at most 300,000 tokens of them. */
  readonly maxBatch: number;
  /** Most tokens of one text, where that is known. */
  readonly maxTokens?: number | undefined;
  /** Whether that stands, whatever the server says. */
  readonly fixedTokens?: boolean;
  /** What a model that treats them differently wants before each text, such as `query: ` (E5). */
  readonly prefixes?: Readonly<Partial<Record<EmbeddedAs, string>>> | undefined;
  /** Or beside them, such as `{ input_type: 'query' }` (Cohere, Voyage) or `{ task: … }` (Jina). */
  readonly fields?:
    Readonly<Partial<Record<EmbeddedAs, Readonly<Record<string, unknown>>>>> | undefined;
  /** What is known of the server; adds to it. Default: nothing yet. */
  readonly profile?: ServerProfile | undefined;
}

/** A vector that is not finite cannot be written as JSON, which some servers notice only then. */
const embeddingErrors: readonly Rule[] = [
  { status: [400, 500, 'none'], says: /\bNaN\b|\binfinity\b/i, outcome: outcomes.badVectors },
  ...openaiErrors,
];

const textsPerRequest = 'texts a request';
const tokensPerText = 'tokens a text';
/** BERT's [CLS] and [SEP]; other models have as many or fewer. */
const specialTokens = 2;

/** Embeds through OpenAI's API or a server that speaks it. */
export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const { space, maxBatch, maxTokens, fixedTokens, profile = new ServerProfile() } = options;
  const { provider, model } = space;
  const client = createOpenAiClient(options);
  const call: VendorCall = { errors: embeddingErrors, provider, operation: 'embeddings', model };
  const besideText = specialTokens + windowTokens(options.prefixes?.passage ?? '');

  function limits(): EmbedderLimits {
    const learnt = (fixedTokens ? undefined : profile.get(tokensPerText)) ?? Infinity;
    const window = Math.min(maxTokens ?? Infinity, learnt);
    return {
      texts: Math.min(maxBatch, profile.get(textsPerRequest) ?? maxBatch),
      tokens: window === Infinity ? undefined : Math.max(1, window - besideText),
    };
  }

  /** One request, and another for each parameter the server is found to reject. */
  async function request(
    texts: readonly string[],
    as: EmbeddedAs,
    signal: AbortSignal,
  ): Promise<{ readonly answer: unknown; readonly headers: Headers }> {
    const prefix = options.prefixes?.[as] ?? '';
    const optional = { encoding_format: 'base64', ...requestedDimensions(space) };
    const bodyOf = (leftOut: (name: string) => boolean) => ({
      model,
      input: texts.map((text) => prefix + text),
      ...options.fields?.[as],
      ...Object.fromEntries(Object.entries(optional).filter(([name]) => !leftOut(name))),
    });
    const response = await withoutRejected(
      profile,
      (leftOut) => client.post('/embeddings', { body: bodyOf(leftOut), signal }).asResponse(),
      (leftOut) => Object.keys(optional).filter((name) => !leftOut(name)),
    );
    const answer = parseJson(await response.text());
    const error = errorInside(answer, response.headers);
    if (error) throw error;
    return { answer, headers: response.headers };
  }

  function readReply(answer: unknown, headers: Headers, texts: readonly string[]): Embedding {
    const read = readEmbeddings(answer, texts.length);
    const known = typeof read === 'string' ? undefined : read.tokens;
    const tokens = known ?? estimateTokens(texts.join(''));
    const billed = { tokens, ...(known === undefined && { estimated: true }) };
    if (typeof read === 'string') {
      const usage = usageOf(space, billed);
      throw failedCall(call, outcomes.incompatibleResponse, { detail: read, usage });
    }
    if (read.unnumbered) profile.learn('no index', 'it leaves out the "index" of vectors');
    const length = read.vectors.find((vector) => vector !== undefined)?.length;
    if (length !== undefined && length !== space.dimensions) {
      profile.learn('dimensions', `its vectors have ${length} numbers`, length);
    }
    const vectors = usable(read.vectors, space, call, usageOf(space, billed));
    return { vectors, ...billed, left: rateLeft(headers, tokens, Date.now()) };
  }

  return {
    space,
    maxBatch,
    limits,
    async embed(texts, signal, as = 'passage') {
      if (texts.length === 0) return { vectors: [], tokens: 0 };
      requireTexts(call, texts, maxBatch);
      try {
        const { answer, headers } = await request(texts, as, signal);
        return readReply(answer, headers, texts);
      } catch (error) {
        const failure = toPortError(error, call, signal);
        const fewer = fewerTexts(error, texts.length);
        if (fewer === undefined) {
          learnTokens(profile, error);
          throw failure;
        }
        profile.learn(textsPerRequest, `it takes ${fewer} texts a request`, fewer);
        throw new PortError(failure.message, { ...failure, ...outcomes.requestTooLarge });
      }
    },
  };
}

const nativeDimensions: Readonly<Record<string, number>> = {
  'text-embedding-3-small': 1536,
  'text-embedding-3-large': 3072,
};

/** Only these models are known to shorten their vectors; others reject the parameter. */
function requestedDimensions({ model, dimensions }: EmbeddingSpace): { dimensions?: number } {
  const native = nativeDimensions[model];
  return native === undefined || native === dimensions ? {} : { dimensions };
}

/** The vectors, if every text has a good one. Throws PortError with those that are good. */
function usable(
  vectors: readonly (Float32Array | undefined)[],
  { dimensions }: EmbeddingSpace,
  call: VendorCall,
  usage: StageUsage,
): readonly Float32Array[] {
  const found = vectors.filter((vector) => vector !== undefined);
  const other = found[0]?.length;
  if (other !== dimensions && found.length > 0 && found.every(({ length }) => length === other)) {
    const detail = `${other} instead of ${dimensions}: see HOLDFAST_EMBEDDING_DIMENSIONS`;
    throw failedCall(call, outcomes.wrongDimensions, { detail, usage });
  }
  const good = vectors.map((vector) =>
    vector !== undefined && vectorProblem(vector, dimensions) === undefined ? vector : undefined,
  );
  const complete = good.filter((vector) => vector !== undefined);
  if (complete.length === vectors.length) return complete;
  const bad = good.indexOf(undefined);
  const vector = vectors[bad];
  const problem = vector === undefined ? 'has no vector' : vectorProblem(vector, dimensions);
  const others = vectors.length - complete.length - 1;
  const detail = `text ${bad} ${problem}${others > 0 ? `, and ${others} more` : ''}`;
  const error = failedCall(call, outcomes.badVectors, { detail, usage });
  throw new PortError(error.message, { ...error, vectors: good });
}

function vectorProblem(vector: Float32Array, dimensions: number): string | undefined {
  if (vector.length !== dimensions) return `has ${vector.length} numbers instead of ${dimensions}`;
  if (!vector.every(Number.isFinite)) return 'has a vector that is not finite';
  if (vector.every((number) => number === 0)) return 'has a vector of zeros';
  return undefined;
}

/** How many texts to send at most, after an error about their number; undefined after any other. */
function fewerTexts(error: unknown, sent: number): number | undefined {
  const thrown = unwrapVendorError(error);
  if (!(thrown instanceof VendorError) || sent < 2) return undefined;
  if (![400, 413, 422, 429, 500].includes(thrown.status ?? 400)) return undefined;
  const { text } = errorShape(thrown);
  if (!aboutNumberOfTexts.test(text) || /tokens?\b|context/i.test(text)) return undefined;
  const numbers = [...text.matchAll(/(?<![\w.-])\d{1,5}(?![\w-]|\.\d)/g)].map(Number);
  const told = numbers.filter((number) => number > 0 && number < sent);
  return told.length > 0 ? Math.max(...told) : Math.floor(sent / 2);
}

const aboutNumberOfTexts =
  /batch[ _-]?size|(?:larg|small|maximum|max|more|one|single)\w* batch|batch(?:es)? (?:is|are|limit|too)|(?:too many|number of|more than \d+|at most \d+|maximum of \d+) (?:inputs?|texts?|items|documents|strings|embeddings|requests in)|(?:inputs?|texts?|array|list)\b[^.]{0,30}(?:length|size|count|items)[^.]{0,40}(?:at most|maximum|exceed|less than|<=)/i;

/** Remembers the window of the model where an error tells it. */
function learnTokens(profile: ServerProfile, error: unknown): void {
  const thrown = unwrapVendorError(error);
  if (!(thrown instanceof VendorError)) return;
  const told =
    /(?:less than|at most|maximum (?:context|input|sequence|model)? ?length (?:is|of)|cannot exceed|limit(?: is| of)?|up to|maximum of)\D{0,12}(\d{2,6})\)? ?tokens/i.exec(
      errorShape(thrown).text,
    )?.[1];
  if (told === undefined) return;
  profile.learn(tokensPerText, `it takes ${told} tokens a text`, Number(told));
}

/** What a request was billed for; its price is for the caller to say. */
function usageOf(
  { provider, model }: EmbeddingSpace,
  { tokens, estimated }: { readonly tokens: number; readonly estimated?: boolean },
): StageUsage {
  const spent = { calls: 1, inputTokens: tokens, outputTokens: 0, costUsd: 0 };
  return { provider, model, ...spent, ...(estimated && { estimated }) };
}
