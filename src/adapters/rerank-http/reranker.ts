import { outcomes } from '../../core/outcome.js';
import { registerSecret } from '../../core/redact.js';
import type { Reranker } from '../../ports/reranker.js';
import { parseJson } from '../shared/fields.js';
import { errorInside, throwingFetch } from '../shared/http.js';
import { modelErrors } from '../shared/model-errors.js';
import { ServerProfile, withoutRejected } from '../shared/server-profile.js';
import { toPortError } from '../shared/to-port-error.js';
import { failedCall, type VendorCall } from '../shared/vendor-call.js';
import { rejectableFields, rerankBodies, type RerankDialectName } from './dialects.js';
import { readScores } from './read-scores.js';

export interface HttpRerankerOptions {
  readonly dialect: RerankDialectName;
  /** The whole address of the endpoint, such as `https://api.cohere.com/v2/rerank`. */
  readonly url: string;
  readonly model: string;
  /** Undefined for a server of one's own that asks for none. */
  readonly apiKey: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** What is known of the server; adds to it. Default: nothing yet. */
  readonly profile?: ServerProfile | undefined;
}

/** Reranks through Cohere, Jina, Voyage, text-embeddings-inference or a server that speaks as one of them. */
export function createHttpReranker(options: HttpRerankerOptions): Reranker {
  const { dialect, url, model, apiKey } = options;
  const call: VendorCall = { errors: modelErrors, provider: dialect, operation: 'rerank', model };
  const post = throwingFetch(options.fetch);
  const { profile = new ServerProfile() } = options;
  if (apiKey !== undefined) registerSecret(apiKey);

  async function request(body: unknown, signal: AbortSignal): Promise<unknown> {
    const response = await post(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
        ...options.headers,
      },
      body: JSON.stringify(body),
      signal,
    });
    const answer = parseJson(await response.text());
    const error = errorInside(answer, response.headers);
    if (error) throw error;
    return answer;
  }

  return {
    provider: dialect,
    model,
    async rerank(query, documents, signal) {
      if (documents.length === 0) return { scores: [], tokens: 0 };
      const body = rerankBodies[dialect](model, query, documents);
      try {
        const answer = await withoutRejected(
          profile,
          (leftOut) =>
            request(
              Object.fromEntries(Object.entries(body).filter(([name]) => !leftOut(name))),
              signal,
            ),
          (leftOut) => rejectableFields.filter((name) => name in body && !leftOut(name)),
        );
        const read = readScores(answer, documents);
        if (typeof read === 'string') {
          throw failedCall(call, outcomes.incompatibleResponse, { detail: read });
        }
        const scores = [...read.scores].sort((left, right) => right.score - left.score);
        return { scores, tokens: read.tokens };
      } catch (error) {
        throw toPortError(error, call, signal);
      }
    },
  };
}
