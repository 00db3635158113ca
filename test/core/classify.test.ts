import Anthropic from '@anthropic-ai/sdk';
import {
  QdrantClientConfigError,
  QdrantClientResourceExhaustedError,
  QdrantClientTimeoutError,
  QdrantClientUnexpectedResponseError,
} from '@qdrant/js-client-rest';
import OpenAI from 'openai';
import {
  ContentFilterFinishReasonError,
  LengthFinishReasonError,
  OAuthError,
} from 'openai/core/error';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { classify, type ClassifyContext, type Vendor } from '../../src/core/classify.js';
import { outcomes, type Outcome } from '../../src/core/outcome.js';

const nowMs = Date.parse('2026-11-23T10:00:00Z');
const headers = (entries: Record<string, string> = {}) => new Headers(entries);

function withCode(message: string, code: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code });
}

/** What fetch throws: the reason is in the cause. */
const fetchFailed = (code: string) => new TypeError('fetch failed', { cause: withCode('', code) });
const terminated = () =>
  new TypeError('terminated', { cause: withCode('other side closed', 'UND_ERR_SOCKET') });

/** An OpenAI-shaped refusal, through the SDK's own factory. */
function openai(status: number, body: object = {}, head: Record<string, string> = {}) {
  return OpenAI.APIError.generate(status, { error: body }, undefined, headers(head));
}
function anthropic(status: number, type = 'invalid_request_error', message = 'no') {
  const body = { type: 'error', error: { type, message } };
  return Anthropic.APIError.generate(status, body, undefined, headers());
}
/** An error event within a stream: the SDKs give it no status. */
function openaiMidStream(body: object) {
  return new OpenAI.APIError(undefined, body, undefined, headers());
}
function anthropicMidStream(type: 'overloaded_error' | 'api_error' | 'rate_limit_error') {
  const body = { type: 'error', error: { type, message: type } };
  return new Anthropic.APIError(undefined, body, undefined, headers(), type);
}
/** Qdrant's client throws an anonymous subclass of ApiError, named "Error". */
function qdrant(status: number, text: string, head: Record<string, string> = {}) {
  const error = new (class extends Error {})('Bad Request');
  const data = { status: { error: text }, time: 0 };
  return Object.assign(error, { status, statusText: '', data, headers: headers(head) });
}
function zodError(): unknown {
  return z.object({ data: z.array(z.number()) }).safeParse('<html>').error;
}
function jsonError(): unknown {
  try {
    return JSON.parse('<html>');
  } catch (error) {
    return error;
  }
}
function invalidRetryAfter(): unknown {
  try {
    return new QdrantClientResourceExhaustedError('Too Many Requests', 'M');
  } catch (error) {
    return error;
  }
}

type Row = readonly [name: string, vendor: Vendor, error: unknown, outcome: Outcome];

function check(rows: readonly Row[], context: Partial<ClassifyContext> = {}): void {
  it.each(rows)('%s', (_name, vendor, error, outcome) => {
    expect(classify(error, { vendor, nowMs, ...context })).toMatchObject(outcome);
  });
}

describe('OpenAI and servers that speak its protocol', () => {
  const connection = (cause: Error) => new OpenAI.APIConnectionError({ cause });
  check([
    ['connection refused', 'openai', connection(fetchFailed('ECONNREFUSED')), outcomes.unreachable],
    ['host not found', 'openai', connection(fetchFailed('ENOTFOUND')), outcomes.unreachable],
    ['socket lost', 'openai', connection(fetchFailed('UND_ERR_SOCKET')), outcomes.unreachable],
    [
      'connection error without a cause',
      'openai',
      new OpenAI.APIConnectionError({ message: '' }),
      outcomes.unreachable,
    ],
    ['connection timeout', 'openai', new OpenAI.APIConnectionTimeoutError(), outcomes.timeout],
    [
      'connect timeout of fetch',
      'openai',
      connection(fetchFailed('UND_ERR_CONNECT_TIMEOUT')),
      outcomes.timeout,
    ],
    ['aborted by the caller', 'openai', new OpenAI.APIUserAbortError(), outcomes.cancelled],
    ['stream terminated', 'openai', terminated(), outcomes.streamCut],
    ['stream terminated, wrapped', 'openai', connection(terminated()), outcomes.streamCut],
    ['body that is no JSON', 'openai', jsonError(), outcomes.malformedResponse],
    ['envelope of another shape', 'openai', zodError(), outcomes.malformedResponse],
    ['408', 'openai', openai(408), outcomes.timeout],
    ['409', 'openai', openai(409), outcomes.conflict],
    [
      '429 rate limit',
      'openai',
      openai(429, { type: 'tokens', code: 'rate_limit_exceeded' }),
      outcomes.rateLimited,
    ],
    [
      '429 one request over the limit',
      'openai',
      openai(429, {
        code: 'rate_limit_exceeded',
        message: 'Request too large for gpt-4o-mini on tokens per min (TPM)',
      }),
      outcomes.requestTooLarge,
    ],
    [
      '429 insufficient_quota as code',
      'openai',
      openai(429, { code: 'insufficient_quota' }),
      outcomes.quotaExhausted,
    ],
    [
      '429 insufficient_quota as type',
      'openai',
      openai(429, { type: 'insufficient_quota', code: 'credit_balance_exhausted' }),
      outcomes.quotaExhausted,
    ],
    [
      '429 billing limit',
      'openai',
      openai(429, { code: 'billing_hard_limit_reached' }),
      outcomes.quotaExhausted,
    ],
    [
      '401',
      'openai',
      openai(401, { type: 'invalid_request_error', code: 'invalid_api_key' }),
      outcomes.keyRefused,
    ],
    ['403', 'openai', openai(403), outcomes.keyRefused],
    ['400', 'openai', openai(400, { type: 'invalid_request_error' }), outcomes.badRequest],
    [
      '404 model_not_found',
      'openai',
      openai(404, { type: 'invalid_request_error', code: 'model_not_found' }),
      outcomes.notFound,
    ],
    ['422', 'openai', openai(422), outcomes.badRequest],
    ['424 of TEI', 'openai', openai(424), outcomes.badRequest],
    [
      '400 context_length_exceeded',
      'openai',
      openai(400, { code: 'context_length_exceeded' }),
      outcomes.contextTooLong,
    ],
    [
      '400 context length of vLLM, numeric code',
      'openai',
      openai(400, { code: 400, message: "This model's maximum context length is 4096 tokens." }),
      outcomes.contextTooLong,
    ],
    [
      '400 context size of llama.cpp',
      'openai',
      openai(400, { code: 400, type: 'exceed_context_size_error' }),
      outcomes.contextTooLong,
    ],
    ['413', 'openai', openai(413), outcomes.requestTooLarge],
    ['413, numeric code', 'openai', openai(413, { code: 413 }), outcomes.requestTooLarge],
    ['429, numeric code', 'openai', openai(429, { code: 429 }), outcomes.rateLimited],
    [
      '400 content_filter',
      'openai',
      openai(400, { code: 'content_filter' }),
      outcomes.contentFiltered,
    ],
    [
      'ContentFilterFinishReasonError',
      'openai',
      new ContentFilterFinishReasonError(),
      outcomes.contentFiltered,
    ],
    ['LengthFinishReasonError', 'openai', new LengthFinishReasonError(), outcomes.outputTooLong],
    ['500', 'openai', openai(500, { type: 'server_error' }), outcomes.serverError],
    [
      '502 with a string for an error',
      'openai',
      OpenAI.APIError.generate(502, { error: 'bad gateway' }, undefined, headers()),
      outcomes.serverError,
    ],
    ['503', 'openai', openai(503), outcomes.overloaded],
    ['504', 'openai', openai(504), outcomes.timeout],
    ['529', 'openai', openai(529), outcomes.overloaded],
    [
      'mid-stream server_error',
      'openai',
      openaiMidStream({ type: 'server_error' }),
      outcomes.serverError,
    ],
    [
      'mid-stream overload',
      'openai',
      openaiMidStream({ code: 'server_is_overloaded' }),
      outcomes.overloaded,
    ],
    [
      'mid-stream rate limit',
      'openai',
      openaiMidStream({ code: 'rate_limit_exceeded' }),
      outcomes.rateLimited,
    ],
    [
      'mid-stream quota',
      'openai',
      openaiMidStream({ code: 'insufficient_quota' }),
      outcomes.quotaExhausted,
    ],
    [
      'response.failed by its error code',
      'openai',
      { code: 'server_error', message: 'sorry' },
      outcomes.serverError,
    ],
    ['missing credentials', 'openai', missingCredentials(), outcomes.badRequest],
    ['OAuthError', 'openai', new OAuthError(401, {}, headers()), outcomes.badRequest],
    [
      'invalid address',
      'openai',
      connection(
        new TypeError('Failed to parse URL', { cause: withCode('Invalid URL', 'ERR_INVALID_URL') }),
      ),
      outcomes.badRequest,
    ],
  ]);
});

function missingCredentials(): unknown {
  try {
    return new OpenAI({ apiKey: undefined as never, adminAPIKey: null });
  } catch (error) {
    return error;
  }
}

describe('Anthropic', () => {
  const connection = (cause: Error) => new Anthropic.APIConnectionError({ cause });
  const says = (message: string) => new Anthropic.AnthropicError(message);
  check([
    [
      'connection refused',
      'anthropic',
      connection(fetchFailed('ECONNREFUSED')),
      outcomes.unreachable,
    ],
    [
      'connection timeout',
      'anthropic',
      new Anthropic.APIConnectionTimeoutError(),
      outcomes.timeout,
    ],
    ['aborted by the caller', 'anthropic', new Anthropic.APIUserAbortError(), outcomes.cancelled],
    [
      'raw AbortError',
      'anthropic',
      new DOMException('This operation was aborted', 'AbortError'),
      outcomes.cancelled,
    ],
    [
      'stream terminated, wrapped',
      'anthropic',
      new Anthropic.AnthropicError('terminated', { cause: terminated() }),
      outcomes.streamCut,
    ],
    [
      'stream without message_stop',
      'anthropic',
      says('stream ended without producing a Message with role=assistant'),
      outcomes.streamCut,
    ],
    ['empty body', 'anthropic', jsonError(), outcomes.malformedResponse],
    [
      'unparsable structured output',
      'anthropic',
      says('Failed to parse structured output: Error: x'),
      outcomes.malformedOutput,
    ],
    ['408', 'anthropic', anthropic(408, 'timeout_error'), outcomes.timeout],
    ['409', 'anthropic', anthropic(409), outcomes.conflict],
    ['429', 'anthropic', anthropic(429, 'rate_limit_error'), outcomes.rateLimited],
    ['402 billing_error', 'anthropic', anthropic(402, 'billing_error'), outcomes.quotaExhausted],
    [
      '400 empty credit',
      'anthropic',
      anthropic(
        400,
        'invalid_request_error',
        'Your credit balance is too low to access the Anthropic API.',
      ),
      outcomes.quotaExhausted,
    ],
    ['401', 'anthropic', anthropic(401, 'authentication_error'), outcomes.keyRefused],
    ['403', 'anthropic', anthropic(403, 'permission_error'), outcomes.keyRefused],
    ['400', 'anthropic', anthropic(400), outcomes.badRequest],
    ['404', 'anthropic', anthropic(404, 'not_found_error'), outcomes.notFound],
    ['412', 'anthropic', anthropic(412), outcomes.badRequest],
    ['422', 'anthropic', anthropic(422), outcomes.badRequest],
    ['431', 'anthropic', anthropic(431), outcomes.badRequest],
    [
      '400 prompt is too long',
      'anthropic',
      anthropic(400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
      outcomes.contextTooLong,
    ],
    ['413', 'anthropic', anthropic(413, 'request_too_large'), outcomes.requestTooLarge],
    ['499', 'anthropic', anthropic(499), outcomes.hungUp],
    ['500', 'anthropic', anthropic(500, 'api_error'), outcomes.serverError],
    ['501', 'anthropic', anthropic(501, 'api_error'), outcomes.badRequest],
    ['503', 'anthropic', anthropic(503, 'api_error'), outcomes.overloaded],
    ['504', 'anthropic', anthropic(504, 'timeout_error'), outcomes.timeout],
    ['529', 'anthropic', anthropic(529, 'overloaded_error'), outcomes.overloaded],
    [
      'mid-stream overloaded_error',
      'anthropic',
      anthropicMidStream('overloaded_error'),
      outcomes.overloaded,
    ],
    ['mid-stream api_error', 'anthropic', anthropicMidStream('api_error'), outcomes.serverError],
    [
      'mid-stream rate_limit_error',
      'anthropic',
      anthropicMidStream('rate_limit_error'),
      outcomes.rateLimited,
    ],
    [
      'no authentication method',
      'anthropic',
      new Error('Could not resolve authentication method. Expected one of apiKey'),
      outcomes.badRequest,
    ],
    [
      'streaming is required',
      'anthropic',
      says('Streaming is required for operations that may take longer than 10 minutes.'),
      outcomes.badRequest,
    ],
  ]);
});

describe('Qdrant', () => {
  check([
    ['fetch failed', 'qdrant', fetchFailed('ECONNREFUSED'), outcomes.unreachable],
    [
      'fetch failed without a known code',
      'qdrant',
      new TypeError('fetch failed'),
      outcomes.unreachable,
    ],
    ['terminated', 'qdrant', terminated(), outcomes.streamCut],
    [
      'client timeout',
      'qdrant',
      new QdrantClientTimeoutError('This operation was aborted'),
      outcomes.timeout,
    ],
    [
      '429 of the client',
      'qdrant',
      new QdrantClientResourceExhaustedError('Too Many Requests', '4'),
      outcomes.rateLimited,
    ],
    ['429 with an HTTP date', 'qdrant', invalidRetryAfter(), outcomes.rateLimited],
    [
      '429 of plain fetch',
      'qdrant',
      qdrant(429, 'Rate limiting exceeded', { 'retry-after': '48' }),
      outcomes.rateLimited,
    ],
    [
      '429 batch larger than the limiter',
      'qdrant',
      qdrant(429, 'request larger than rate limiter capacity, please try to split your request'),
      outcomes.batchTooLarge,
    ],
    ['400', 'qdrant', qdrant(400, 'Format error in JSON body'), outcomes.badRequest],
    [
      '400 wrong dimensions',
      'qdrant',
      qdrant(400, 'Wrong input: Vector dimension error: expected dim: 4, got 3'),
      outcomes.wrongDimensions,
    ],
    ['404', 'qdrant', qdrant(404, "Not found: Collection `x` doesn't exist!"), outcomes.notFound],
    [
      '409 exists already',
      'qdrant',
      qdrant(409, 'Collection `x` already exists!'),
      outcomes.exists,
    ],
    ['422', 'qdrant', qdrant(422, 'Validation error in JSON body'), outcomes.badRequest],
    [
      '400 body too large',
      'qdrant',
      qdrant(400, 'JSON payload (33554499 bytes) is larger than allowed (limit: 33554432 bytes).'),
      outcomes.batchTooLarge,
    ],
    [
      '400 strict limit',
      'qdrant',
      qdrant(
        400,
        'Limit exceeded 15 > 10 for "limit". Help: Reduce the "limit" parameter to or below 10.',
      ),
      outcomes.batchTooLarge,
    ],
    [
      '401 with a text body',
      'qdrant',
      Object.assign(new Error('Unauthorized'), { status: 401, data: 'Must provide an API key' }),
      outcomes.keyRefused,
    ],
    ['403', 'qdrant', qdrant(403, 'Forbidden: Global access is required'), outcomes.keyRefused],
    [
      '500 operation timed out',
      'qdrant',
      qdrant(500, "Timeout error: Operation 'Search' timed out after 1 seconds"),
      outcomes.timeout,
    ],
    [
      '500 no inference service',
      'qdrant',
      qdrant(500, 'Service internal error: InferenceService URL not configured'),
      outcomes.badRequest,
    ],
    ['500', 'qdrant', qdrant(500, 'Service internal error: task panicked'), outcomes.serverError],
    ['503', 'qdrant', qdrant(503, 'Shard temporarily unavailable'), outcomes.overloaded],
    [
      '500 disk full',
      'qdrant',
      qdrant(
        500,
        'Service internal error: No space left on device: WAL buffer size exceeds available disk space',
      ),
      outcomes.diskFull,
    ],
    [
      '500 out of memory',
      'qdrant',
      qdrant(500, 'Service runtime error: Out of memory, free: 12, needed more'),
      outcomes.outOfMemory,
    ],
    ['body that is no JSON', 'qdrant', jsonError(), outcomes.malformedResponse],
    [
      'result came uninitialized',
      'qdrant',
      new Error('Result came uninitialized'),
      outcomes.malformedResponse,
    ],
    [
      'unexpected response',
      'qdrant',
      new QdrantClientUnexpectedResponseError('Unexpected Response: 202'),
      outcomes.malformedResponse,
    ],
    [
      'client misconfigured',
      'qdrant',
      new QdrantClientConfigError('Only one of url, host'),
      outcomes.badRequest,
    ],
  ]);
});

describe('rerankers', () => {
  const refusal = (status: number, body: unknown) =>
    Object.assign(new Error('no'), { status, body });
  check([
    [
      '429 of TEI',
      'rerank',
      refusal(429, { error: 'Model is overloaded', error_type: 'Overloaded' }),
      outcomes.rateLimited,
    ],
    [
      '413 batch too large',
      'rerank',
      refusal(413, { error: 'batch size', error_type: 'Validation' }),
      outcomes.requestTooLarge,
    ],
    ['402', 'rerank', refusal(402, undefined), outcomes.quotaExhausted],
    ['401', 'rerank', refusal(401, 'invalid api token'), outcomes.keyRefused],
    ['502 with HTML', 'rerank', refusal(502, '<html>'), outcomes.serverError],
  ]);
});

describe('our own machine', () => {
  check([
    [
      'ENOSPC',
      'local',
      withCode('ENOSPC: no space left on device, write', 'ENOSPC'),
      outcomes.diskFull,
    ],
    ['EDQUOT', 'local', withCode('EDQUOT', 'EDQUOT'), outcomes.diskFull],
    [
      'ENOSPC in the cause, whoever was called',
      'openai',
      new Error('spool', { cause: withCode('', 'ENOSPC') }),
      outcomes.diskFull,
    ],
    [
      'SQLite full',
      'local',
      Object.assign(withCode('database or disk is full', 'ERR_SQLITE_ERROR'), { errcode: 13 }),
      outcomes.diskFull,
    ],
    [
      'SQLite busy, extended code',
      'local',
      Object.assign(withCode('database is locked', 'ERR_SQLITE_ERROR'), { errcode: 261 }),
      outcomes.busy,
    ],
    ['ENOMEM', 'local', withCode('ENOMEM: not enough memory', 'ENOMEM'), outcomes.outOfMemory],
    [
      'heap out of memory',
      'local',
      withCode(
        'Worker terminated due to reaching memory limit: JS heap out of memory',
        'ERR_WORKER_OUT_OF_MEMORY',
      ),
      outcomes.outOfMemory,
    ],
    [
      'array too large for the memory left',
      'local',
      new RangeError('Array buffer allocation failed'),
      outcomes.outOfMemory,
    ],
    [
      'too many open files',
      'local',
      withCode('EMFILE: too many open files', 'EMFILE'),
      outcomes.busy,
    ],
    ['missing file', 'local', withCode('ENOENT: no such file', 'ENOENT'), outcomes.notFound],
    ['invalid input', 'local', zodError(), outcomes.badInput],
    [
      'a mistake in our code',
      'local',
      new TypeError("Cannot read properties of undefined (reading 'x')"),
      outcomes.programmingError,
    ],
    [
      'a mistake in our code around a vendor call',
      'openai',
      new TypeError('texts.map is not a function'),
      outcomes.programmingError,
    ],
    ['JSON of our own that cannot be read', 'local', jsonError(), outcomes.programmingError],
    ['an error nobody foresaw', 'local', new Error('hm'), outcomes.unexpected],
    ['a thrown string', 'openai', 'hm', outcomes.unexpected],
    ['nothing thrown', 'openai', undefined, outcomes.unexpected],
  ]);
});

describe('our own signal comes first', () => {
  const aborted = (reason: unknown) => ({ signal: AbortSignal.abort(reason) });
  const error = new OpenAI.APIUserAbortError();
  const row = (name: string, outcome: Outcome): readonly Row[] => [
    [name, 'openai', error, outcome],
  ];
  check(
    row('a deadline is a timeout', outcomes.timeout),
    aborted(new DOMException('late', 'TimeoutError')),
  );
  check(row('an abort without a reason is a cancellation', outcomes.cancelled), aborted(undefined));
  check(
    row('a cancelled activity is a cancellation', outcomes.cancelled),
    aborted(new Error('CANCELLED')),
  );
  check(
    row('an activity past its time is a timeout', outcomes.timeout),
    aborted(new Error('TIMED_OUT')),
  );
  check(
    row('a worker that shuts down interrupts', outcomes.interrupted),
    aborted(new Error('WORKER_SHUTDOWN')),
  );
  check(
    row('a reason that carries an outcome keeps it', outcomes.stalled),
    aborted(Object.assign(new Error('quiet'), outcomes.stalled)),
  );
  check(
    [['even over a refusal that came in meanwhile', 'openai', openai(500), outcomes.cancelled]],
    aborted(undefined),
  );
  check(
    [['a signal that did not abort says nothing', 'openai', openai(500), outcomes.serverError]],
    { signal: new AbortController().signal },
  );
});

describe("the model's own text", () => {
  check(
    [
      ['is no JSON', 'openai', jsonError(), outcomes.malformedOutput],
      ['is of another shape', 'openai', zodError(), outcomes.malformedOutput],
    ],
    { parsingOutput: true },
  );
});

describe('advice in the headers', () => {
  it('carries Retry-After of a rate limit', () => {
    const error = openai(429, {}, { 'retry-after': '7' });
    expect(classify(error, { vendor: 'openai', nowMs }).retryAfterMs).toBe(7000);
  });
  it('carries Retry-After of an overload', () => {
    const error = openai(503, {}, { 'retry-after-ms': '250' });
    expect(classify(error, { vendor: 'openai', nowMs }).retryAfterMs).toBe(250);
  });
  it('reads the whole Retry-After of Qdrant, which its client cuts to one character', () => {
    const error = new QdrantClientResourceExhaustedError('Too Many Requests', '4');
    const context = { vendor: 'qdrant', nowMs, headers: headers({ 'retry-after': '48' }) } as const;
    expect(classify(error, context).retryAfterMs).toBe(48_000);
    expect(classify(error, { vendor: 'qdrant', nowMs }).retryAfterMs).toBeUndefined();
  });
  it('lets x-should-retry: false forbid a retry without changing the category', () => {
    const error = openai(500, {}, { 'x-should-retry': 'false' });
    const expected = { ...outcomes.serverError, retryable: false };
    expect(classify(error, { vendor: 'openai', nowMs })).toEqual(expected);
  });
  it('lets x-should-retry: true allow nothing', () => {
    const error = openai(401, {}, { 'x-should-retry': 'true' });
    expect(classify(error, { vendor: 'openai', nowMs })).toEqual(outcomes.keyRefused);
  });
});

it('keeps the word of an error that says itself what it is', () => {
  const error = Object.assign(new Error('open'), outcomes.circuitOpen, { retryAfterMs: 5 });
  expect(classify(error, { vendor: 'openai', nowMs })).toEqual({
    ...outcomes.circuitOpen,
    retryAfterMs: 5,
  });
});

it('survives circular causes', () => {
  const error = new Error('round');
  error.cause = error;
  expect(classify(error, { vendor: 'openai', nowMs })).toEqual(outcomes.unexpected);
});
