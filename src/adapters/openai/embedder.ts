import { z } from 'zod';
import { rateLeft } from '../../core/rate-left.js';
import { outcomes } from '../../core/outcome.js';
import type { Embedder, EmbeddingSpace } from '../../ports/embedder.js';
import { estimateTokens } from '../shared/estimate-tokens.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { toPortError } from '../shared/to-port-error.js';
import { failedCall, type VendorCall } from '../shared/vendor-call.js';
import { createOpenAiClient, type OpenAiAccount } from './client.js';
import { openaiErrors } from './errors.js';
import { decodeVector } from './decode-vector.js';

export interface OpenAiEmbedderOptions extends OpenAiAccount {
  /** Its provider names the account in errors: `openai`, or `local` for a server of one's own. */
  readonly space: EmbeddingSpace;
  /** Most texts of one request, at most 2,048; the API also takes at most 300,000 tokens of them. */
  readonly maxBatch: number;
}

const embeddingList = z.object({
  data: z.array(
    z.object({
      index: z.number().int(),
      // Servers that do not know `base64` answer with numbers.
      embedding: z.union([z.base64(), z.array(z.number())]),
    }),
  ),
  usage: z.object({ prompt_tokens: z.number() }).nullish(),
});

/** Embeds through OpenAI's API or a server that speaks it. */
export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const { space, maxBatch } = options;
  const { provider, model } = space;
  const client = createOpenAiClient(options);
  const call: VendorCall = { errors: openaiErrors, provider, operation: 'embeddings', model };
  const dimensions = requestedDimensions(space);

  return {
    space,
    maxBatch,
    async embed(texts, signal) {
      if (texts.length === 0) return { vectors: [], tokens: 0 };
      if (texts.length > maxBatch) {
        const detail = `${texts.length} texts, at most ${maxBatch} are allowed`;
        throw failedCall(call, outcomes.badInput, { detail });
      }
      const empty = texts.findIndex((text) => text === '');
      if (empty >= 0) {
        throw failedCall(call, outcomes.badInput, { detail: `text ${empty} is empty` });
      }
      try {
        const { data: answer, response } = await client.embeddings
          .create(
            { model, input: [...texts], encoding_format: 'base64', ...dimensions },
            { signal },
          )
          .withResponse();
        const { data, usage } = parseAnswer(embeddingList, answer, call);
        const tokens = usage?.prompt_tokens ?? estimateTokens(texts.join(''));
        return {
          vectors: inOrder(data, texts.length, call).map((vector) => fitting(vector, space, call)),
          tokens,
          left: rateLeft(response.headers, tokens, Date.now()),
        };
      } catch (error) {
        throw toPortError(error, call, signal);
      }
    },
  };
}

const nativeDimensions: Readonly<Record<string, number>> = {
  'text-embedding-3-small': 1536,
  'text-embedding-3-large': 3072,
};

/** Only these models can shorten their vectors; the others refuse the parameter. */
function requestedDimensions({ model, dimensions }: EmbeddingSpace): { dimensions?: number } {
  const native = nativeDimensions[model];
  return native === undefined || native === dimensions ? {} : { dimensions };
}

/** One vector per text in the order of the texts: a vector must never meet another's text. */
function inOrder(
  data: z.infer<typeof embeddingList>['data'],
  count: number,
  call: VendorCall,
): Float32Array[] {
  const byIndex = new Map(data.map(({ index, embedding }) => [index, decodeVector(embedding)]));
  const vectors = Array.from({ length: count }, (_, index) => byIndex.get(index));
  const complete = vectors.filter((vector) => vector !== undefined);
  if (data.length === count && complete.length === count) return complete;
  const detail = `${data.length} vectors for ${count} texts, ${complete.length} of them usable`;
  throw failedCall(call, outcomes.malformedResponse, { detail });
}

function fitting(vector: Float32Array, space: EmbeddingSpace, call: VendorCall): Float32Array {
  if (vector.length !== space.dimensions) {
    const detail = `${vector.length} instead of ${space.dimensions}: see HOLDFAST_EMBEDDING_DIMENSIONS`;
    throw failedCall(call, outcomes.wrongDimensions, { detail });
  }
  if (!vector.every(Number.isFinite)) {
    throw failedCall(call, outcomes.malformedResponse, { detail: 'a vector is not finite' });
  }
  return vector;
}
