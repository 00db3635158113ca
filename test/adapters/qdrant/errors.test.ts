import {
  QdrantClientConfigError,
  QdrantClientResourceExhaustedError,
  QdrantClientTimeoutError,
  QdrantClientUnexpectedResponseError,
} from '@qdrant/js-client-rest';
import { describe, expect, it } from 'vitest';
import { classify } from '../../../src/core/classify.js';
import { qdrantErrors } from '../../../src/adapters/qdrant/errors.js';
import {
  check,
  fetchFailed,
  headers,
  noJson,
  nowMs,
  terminated,
  thrownBy,
} from '../../core/classification.js';

/** What the client throws: an anonymous subclass of ApiError, named "Error". */
function httpError(status: number, text: string) {
  const error = new (class extends Error {})('Bad Request');
  const data = { status: { error: text }, time: 0 };
  return Object.assign(error, { status, statusText: '', data, headers: headers() });
}

describe('Qdrant', () => {
  check(qdrantErrors, {
    unreachable: {
      'a refused connection': fetchFailed('ECONNREFUSED'),
      'a failed fetch without a code': new TypeError('fetch failed'),
    },
    streamCut: { terminated: terminated() },
    timeout: {
      'the client’s timeout': new QdrantClientTimeoutError('This operation was aborted'),
      '500 operation timed out': httpError(500, "Timeout error: Operation 'Search' timed out"),
    },
    malformedResponse: {
      'a body that is no JSON': noJson,
      'an uninitialized result': new Error('Result came uninitialized'),
      'an unexpected response': new QdrantClientUnexpectedResponseError('Unexpected Response: 202'),
    },
    rateLimited: {
      '429 of the client': new QdrantClientResourceExhaustedError('Too Many Requests', '4'),
      '429 of the client, given a date': thrownBy(
        () => new QdrantClientResourceExhaustedError('Too Many Requests', 'M'),
      ),
      '429 of plain fetch': httpError(429, 'Rate limiting exceeded: retry later'),
    },
    batchTooLarge: {
      '429 for more than the limiter holds': httpError(
        429,
        'request larger than rate limiter capacity, please try to split your request',
      ),
      '400 for more than a body may be': httpError(
        400,
        'JSON payload (33554499 bytes) is larger than allowed (limit: 33554432 bytes).',
      ),
      '400 of strict mode': httpError(400, 'Limit exceeded 15 > 10 for "limit".'),
    },
    badRequest: {
      '400': httpError(400, 'Format error in JSON body'),
      '422': httpError(422, 'Validation error in JSON body'),
      '500 without inference': httpError(500, 'InferenceService URL not configured'),
      'a client misconfigured': new QdrantClientConfigError('Only one of url, host'),
    },
    wrongDimensions: {
      '400 vector dimension error': httpError(
        400,
        'Wrong input: Vector dimension error: expected dim: 4, got 3',
      ),
    },
    notFound: { '404': httpError(404, "Not found: Collection `x` doesn't exist!") },
    exists: { '409': httpError(409, 'Wrong input: Collection `x` already exists!') },
    keyRejected: {
      '401 with a text for a body': Object.assign(new Error('Unauthorized'), {
        status: 401,
        data: 'Must provide an API key or an Authorization bearer token',
      }),
      '403': httpError(403, 'Forbidden: Global access is required'),
    },
    serverError: { '500': httpError(500, 'Service internal error: task panicked') },
    overloaded: { '503': httpError(503, 'Shard temporarily unavailable') },
    diskFull: {
      '500 no space left': httpError(
        500,
        'No space left on device: WAL buffer size exceeds available disk space',
      ),
    },
    outOfMemory: { '500 out of memory': httpError(500, 'Out of memory, free: 12, needed more') },
  });

  it('says itself how long to wait, its client cuts that to one digit', () => {
    const error = new QdrantClientResourceExhaustedError('Too Many Requests', '4');
    const context = { vendorErrors: qdrantErrors, nowMs } as const;
    const answered = headers({ 'retry-after': '48' });
    expect(classify(error, { ...context, headers: answered }).retryAfterMs).toBe(48_000);
    expect(classify(error, context).retryAfterMs).toBeUndefined();
  });
});
