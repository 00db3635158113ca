import { outcomes } from '../../core/outcome.js';
import { registerSecret } from '../../core/redact.js';
import type { Reranker, RerankScore } from '../../ports/reranker.js';
import { openaiErrors } from '../openai/errors.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { toPortError } from '../shared/to-port-error.js';
import { failedCall, type VendorCall } from '../shared/vendor-call.js';
import { postJson } from './client.js';
import { rerankDialects, type RerankDialectName } from './dialects.js';

export interface HttpRerankerOptions {
  readonly dialect: RerankDialectName;
  /** The whole address of the endpoint, such as `https://api.cohere.com/v2/rerank`. */
  readonly url: string;
  readonly model: string;
  /** Undefined for a server of one's own that asks for none. */
  readonly apiKey: string | undefined;
}

/** Reranks through Cohere, Jina, Voyage or a text-embeddings-inference server. */
export function createHttpReranker({ dialect, url, model, apiKey }: HttpRerankerOptions): Reranker {
  const { body, answer } = rerankDialects[dialect];
  const call: VendorCall = { errors: openaiErrors, provider: dialect, operation: 'rerank', model };
  if (apiKey !== undefined) registerSecret(apiKey);

  return {
    provider: dialect,
    model,
    async rerank(query, documents, signal) {
      if (documents.length === 0) return { scores: [], tokens: 0 };
      try {
        const reply = await postJson(url, body(model, query, documents), { apiKey, signal });
        const { scores, tokens } = parseAnswer(answer, reply, call);
        return { scores: bestFirst(scores, documents.length, call), tokens };
      } catch (error) {
        throw toPortError(error, call, signal);
      }
    },
  };
}

/** Scores are finite by schema; that indexes mean what they should is checked here. */
function bestFirst(
  scores: readonly RerankScore[],
  documents: number,
  call: VendorCall,
): readonly RerankScore[] {
  const indexes = scores.map(({ index }) => index);
  const outside = indexes.find((index) => index < 0 || index >= documents);
  const problem =
    scores.length === 0
      ? `no scores for ${documents} documents`
      : outside !== undefined
        ? `index ${outside} of ${documents} documents`
        : new Set(indexes).size < indexes.length
          ? 'a document was ranked twice'
          : undefined;
  if (problem !== undefined)
    throw failedCall(call, outcomes.malformedResponse, { detail: problem });
  return [...scores].sort((left, right) => right.score - left.score);
}
