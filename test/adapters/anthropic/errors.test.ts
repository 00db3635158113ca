import Anthropic from '@anthropic-ai/sdk';
import { describe } from 'vitest';
import { anthropicErrors } from '../../../src/adapters/anthropic/errors.js';
import { check, fetchFailed, headers, noJson, terminated } from '../../core/classification.js';

const { APIError, AnthropicError, APIConnectionError } = Anthropic;
const says = (message: string) => new AnthropicError(message);

/** An HTTP error, made as the SDK makes it from a response. */
function httpError(status: number, type = 'invalid_request_error', message = 'no') {
  return APIError.generate(status, { error: { type, message } }, undefined, headers());
}

/** An error event within a stream: the SDK gives it no status. */
function midStream(type: 'overloaded_error' | 'api_error' | 'rate_limit_error') {
  return new APIError(undefined, { error: { type } }, undefined, headers(), type);
}

describe('Anthropic', () => {
  check(anthropicErrors, {
    unreachable: {
      'a refused connection': new APIConnectionError({ cause: fetchFailed('ECONNREFUSED') }),
    },
    timeout: {
      'a connection timeout': new Anthropic.APIConnectionTimeoutError(),
      '408': httpError(408, 'timeout_error'),
      '504': httpError(504, 'timeout_error'),
    },
    cancelled: {
      'an abort by the caller': new Anthropic.APIUserAbortError(),
      'a raw AbortError': new DOMException('This operation was aborted', 'AbortError'),
    },
    streamCut: {
      'terminated, wrapped': new AnthropicError('terminated', { cause: terminated() }),
    },
    malformedResponse: {
      'a body that is no JSON': noJson,
    },
    conflict: { '409': httpError(409) },
    hungUp: { '499': httpError(499) },
    rateLimited: {
      '429': httpError(429, 'rate_limit_error'),
      'rate_limit_error within a stream': midStream('rate_limit_error'),
    },
    quotaExhausted: {
      '402 billing_error': httpError(402, 'billing_error'),
      '400 for an empty account, by its words': httpError(
        400,
        'invalid_request_error',
        'Your credit balance is too low to access the Anthropic API.',
      ),
    },
    keyRejected: {
      '401': httpError(401, 'authentication_error'),
      '403': httpError(403, 'permission_error'),
    },
    badRequest: {
      '400': httpError(400),
      '412': httpError(412),
      '422': httpError(422),
      '431': httpError(431),
      '501': httpError(501, 'api_error'),
      'no way to authenticate': new Error('Could not resolve authentication method.'),
      'streaming asked for': says('Streaming is required for operations that may take longer'),
    },
    notFound: { '404': httpError(404, 'not_found_error') },
    contextTooLong: {
      '400 prompt is too long': httpError(
        400,
        'invalid_request_error',
        'prompt is too long: 210000 tokens > 200000 maximum',
      ),
    },
    requestTooLarge: { '413': httpError(413, 'request_too_large') },
    serverError: {
      '500': httpError(500, 'api_error'),
      'api_error within a stream': midStream('api_error'),
    },
    overloaded: {
      '503': httpError(503, 'api_error'),
      '529': httpError(529, 'overloaded_error'),
      'overloaded_error within a stream': midStream('overloaded_error'),
    },
  });
});
