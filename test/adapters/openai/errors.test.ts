import OpenAI from 'openai';
import { OAuthError, SubjectTokenProviderError } from 'openai/core/error';
import { describe } from 'vitest';
import { openaiErrors } from '../../../src/adapters/openai/errors.js';
import {
  check,
  fetchFailed,
  headers,
  noJson,
  otherShape,
  terminated,
  thrownBy,
  withCode,
} from '../../core/classification.js';

const { APIError, APIConnectionError, APIConnectionTimeoutError, APIUserAbortError } = OpenAI;
const wrapped = (cause: Error) => new APIConnectionError({ cause });

/** An HTTP error, made as the SDK makes it from a response. */
function httpError(status: number, error: unknown = {}) {
  return APIError.generate(status, { error: error as object }, undefined, headers());
}

/** An error event within a stream: the SDK gives it no status. */
function midStream(error: object) {
  return new APIError(undefined, error, undefined, headers());
}

const invalidUrl = () =>
  new TypeError('Failed to parse URL', { cause: withCode('Invalid URL', 'ERR_INVALID_URL') });

describe('OpenAI and servers that speak its protocol', () => {
  check(openaiErrors, {
    unreachable: {
      'a refused connection': wrapped(fetchFailed('ECONNREFUSED')),
      'a host not found': wrapped(fetchFailed('ENOTFOUND')),
      'a lost socket': wrapped(fetchFailed('UND_ERR_SOCKET')),
      'a connection error without a cause': new APIConnectionError({
        message: 'Connection error.',
      }),
    },
    timeout: {
      'a connection timeout': new APIConnectionTimeoutError(),
      'a connect timeout of fetch': wrapped(fetchFailed('UND_ERR_CONNECT_TIMEOUT')),
      '408': httpError(408),
      '504': httpError(504),
    },
    cancelled: { 'an abort by the caller': new APIUserAbortError() },
    streamCut: { terminated: terminated(), 'terminated, wrapped': wrapped(terminated()) },
    malformedResponse: {
      'a body that is no JSON': noJson,
      'an envelope of another shape': otherShape,
    },
    conflict: { '409': httpError(409) },
    rateLimited: {
      '429': httpError(429, { type: 'tokens', code: 'rate_limit_exceeded' }),
      '429 with a numeric code': httpError(429, { code: 429 }),
      'rate_limit_exceeded within a stream': midStream({ code: 'rate_limit_exceeded' }),
    },
    quotaExhausted: {
      '429 with code insufficient_quota': httpError(429, { code: 'insufficient_quota' }),
      '429 with type insufficient_quota': httpError(429, {
        type: 'insufficient_quota',
        code: 'other',
      }),
      '429 credit_balance_exhausted': httpError(429, { code: 'credit_balance_exhausted' }),
      '429 billing_hard_limit_reached': httpError(429, { code: 'billing_hard_limit_reached' }),
      'insufficient_quota within a stream': midStream({ code: 'insufficient_quota' }),
    },
    keyRejected: {
      '401': httpError(401, { type: 'invalid_request_error', code: 'invalid_api_key' }),
      '403': httpError(403),
    },
    badRequest: {
      '400': httpError(400, { type: 'invalid_request_error' }),
      '400 with a string for an error': httpError(400, 'no such thing'),
      '422': httpError(422),
      '424 of TEI': httpError(424),
      'invalid_request_error within a stream': midStream({ type: 'invalid_request_error' }),
      'missing credentials': thrownBy(() => new OpenAI({ apiKey: '' })),
      'an OAuth error': new OAuthError(401, {}, headers()),
      'a subject token error': new SubjectTokenProviderError('no token', 'aws-ecs'),
      'an address that is none': wrapped(invalidUrl()),
    },
    notFound: { '404 model_not_found': httpError(404, { code: 'model_not_found' }) },
    contextTooLong: {
      '429 for one request over the limit': httpError(429, {
        code: 'rate_limit_exceeded',
        message: 'Request too large for gpt-4o-mini on tokens per min (TPM)',
      }),

      '400 context_length_exceeded': httpError(400, { code: 'context_length_exceeded' }),
      '400 of vLLM, by its words': httpError(400, {
        code: 400,
        message: "This model's maximum context length is 4096 tokens.",
      }),
      '400 of llama.cpp': httpError(400, { code: 400, type: 'exceed_context_size_error' }),
    },
    requestTooLarge: {
      '413': httpError(413),
      '413 with a numeric code': httpError(413, { code: 413 }),
    },
    contentFiltered: {
      '400 content_filter': httpError(400, { code: 'content_filter' }),
    },
    serverError: {
      '500': httpError(500, { type: 'server_error' }),
      '502': httpError(502, 'bad gateway'),
      'server_error within a stream': midStream({ type: 'server_error' }),
      'response.failed by its code': { code: 'server_error', message: 'sorry' },
    },
    overloaded: {
      '503': httpError(503),
      '529': httpError(529),
      'server_is_overloaded within a stream': midStream({ code: 'server_is_overloaded' }),
    },
  });
});

describe('rerankers', () => {
  const answered = (status: number, error: unknown) =>
    Object.assign(new Error('HTTP error'), { status, error, headers: headers() });
  check(openaiErrors, {
    rateLimited: { '429 of TEI': answered(429, { error: 'overloaded', error_type: 'Overloaded' }) },
    requestTooLarge: { '413': answered(413, { error: 'batch size', error_type: 'Validation' }) },
    quotaExhausted: { '402': answered(402, 'pay') },
    keyRejected: { '401': answered(401, 'invalid api token') },
    serverError: { '502 with HTML': answered(502, '<html>') },
    malformedResponse: { 'a body that is no JSON': noJson },
  });
});
