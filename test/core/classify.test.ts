import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/core/classify.js';
import { outcomes } from '../../src/core/outcome.js';
import {
  check,
  headers,
  noJson,
  nowMs,
  otherShape,
  withCode,
  type Table,
} from './classification.js';

const context = { vendorErrors: [], nowMs } as const;

function httpError(status: number, head: Readonly<Record<string, string>> = {}) {
  return OpenAI.APIError.generate(status, {}, undefined, headers(head));
}

describe('our own machine', () => {
  const sqlite = (errcode: number) => withCode('SQLite', 'ERR_SQLITE_ERROR', { errcode });
  check(undefined, {
    diskFull: {
      ENOSPC: withCode('ENOSPC: no space left on device, write', 'ENOSPC'),
      EDQUOT: withCode('EDQUOT: quota exceeded', 'EDQUOT'),
      SQLITE_FULL: sqlite(13),
    },
    outOfMemory: {
      ENOMEM: withCode('ENOMEM: not enough memory', 'ENOMEM'),
      'a worker out of heap': withCode('JS heap out of memory', 'ERR_WORKER_OUT_OF_MEMORY'),
      'an array too large for the memory left': new RangeError('Array buffer allocation failed'),
      SQLITE_NOMEM: sqlite(7),
    },
    busy: {
      EMFILE: withCode('EMFILE: too many open files', 'EMFILE'),
      'SQLITE_BUSY with its extended code': sqlite(261),
    },
    notFound: { ENOENT: withCode('ENOENT: no such file', 'ENOENT') },
    badInput: { 'input of another shape': otherShape },
    programmingError: {
      'a mistake in our code': new TypeError('x is not a function'),
      'JSON of our own that is none': noJson,
    },
    unexpected: {
      'an unexpected error': new Error('hm'),
      'a string': 'hm',
      nothing: undefined,
    },
  });
  check([], {
    diskFull: {
      'a full disk below a vendor call': new Error('', { cause: withCode('', 'ENOSPC') }),
    },
    programmingError: { 'a mistake around a vendor call': new TypeError('x is not a function') },
  });
});

describe('our own signal comes first', () => {
  const aborted = (reason: unknown, table: Table) =>
    check([], table, { signal: AbortSignal.abort(reason) });
  const stopped = new OpenAI.APIUserAbortError();
  aborted(new DOMException('late', 'TimeoutError'), { timeout: { 'a deadline': stopped } });
  aborted(undefined, { cancelled: { 'an abort without a reason': stopped } });
  aborted(undefined, { cancelled: { 'an abort, even after an HTTP error,': httpError(500) } });
  aborted(new Error('CANCELLED'), { cancelled: { 'a cancelled activity': stopped } });
  aborted(new Error('TIMED_OUT'), { timeout: { 'an activity past its time': stopped } });
  aborted(new Error('WORKER_SHUTDOWN'), { interrupted: { 'a worker’s shutdown': stopped } });
  aborted(Object.assign(new Error('quiet'), outcomes.stalled), {
    stalled: { 'a reason that says itself what it is': stopped },
  });
  check(
    [],
    { serverError: { 'an HTTP error while nothing was aborted': httpError(500) } },
    { signal: new AbortController().signal },
  );
});

describe('the model’s own text', () => {
  const errors = { 'that is no JSON': noJson, 'of another shape': otherShape };
  check([], { malformedOutput: errors }, { parsingOutput: true });
});

describe('advice in the headers', () => {
  it('carries Retry-After of a rate limit and of an overload', () => {
    expect(classify(httpError(429, { 'retry-after': '7' }), context).retryAfterMs).toBe(7000);
    expect(classify(httpError(503, { 'retry-after-ms': '250' }), context).retryAfterMs).toBe(250);
  });
  it('carries none where waiting cannot help', () => {
    expect(classify(httpError(401, { 'retry-after': '7' }), context)).toEqual(outcomes.keyRejected);
  });
  it('lets x-should-retry: false forbid a retry without changing the category', () => {
    const expected = { ...outcomes.serverError, retryable: false };
    expect(classify(httpError(500, { 'x-should-retry': 'false' }), context)).toEqual(expected);
  });
  it('lets x-should-retry: true allow nothing', () => {
    const error = httpError(401, { 'x-should-retry': 'true' });
    expect(classify(error, context)).toEqual(outcomes.keyRejected);
  });
});

it('keeps the word of an error that says itself what it is', () => {
  const error = Object.assign(new Error('open'), outcomes.circuitOpen, { retryAfterMs: 5 });
  expect(classify(error, context)).toEqual({ ...outcomes.circuitOpen, retryAfterMs: 5 });
});

it('survives circular causes', () => {
  const error = new Error('round');
  error.cause = error;
  expect(classify(error, context)).toEqual(outcomes.unexpected);
});
