import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { toFailure, type FailureContext } from '../../src/activities/to-failure.js';
import { outcomes, type Outcome } from '../../src/core/outcome.js';
import { PortError } from '../../src/ports/port-error.js';

const context: FailureContext = {
  attempt: 2,
  policy: { backoffMs: 250, maxBackoffMs: 2000 },
  random: () => 0.5,
};

function portError(outcome: Outcome, extra: { retryAfterMs?: number; cause?: unknown } = {}) {
  return new PortError('embed at openai: no', { dependency: 'openai', ...outcome, ...extra });
}

function failureOf(error: unknown, given = context): ApplicationFailure {
  const failure = toFailure(error, given);
  if (!(failure instanceof ApplicationFailure)) throw new Error('is a cancellation');
  return failure;
}

describe('a port error', () => {
  it('becomes a failure of its category with details and no cause', () => {
    const usage = {
      provider: 'openai',
      model: 'm',
      calls: 1,
      inputTokens: 2,
      outputTokens: 3,
      costUsd: 0.1,
    };
    const error = new PortError('generate at openai: cut', {
      dependency: 'openai',
      ...outcomes.streamCut,
      usage,
      cause: new Error('sk-secret-secret'),
    });
    expect(failureOf(error)).toMatchObject({
      message: 'generate at openai: cut',
      type: 'transient',
      nonRetryable: false,
      details: [{ dependency: 'openai', category: 'transient', reason: 'stream_cut', usage }],
      cause: undefined,
    });
  });

  it('is not retried where waiting cannot help, and has no delay then', () => {
    const failure = failureOf(portError(outcomes.keyRejected));
    expect(failure).toMatchObject({ type: 'client_error', nonRetryable: true });
    expect(failure.nextRetryDelay).toBeUndefined();
  });

  it('is benign where it belongs to normal operation', () => {
    const benign = Object.entries(outcomes)
      .filter(([name]) => name !== 'cancelled')
      .filter(([, outcome]) => failureOf(portError(outcome)).category === 'BENIGN')
      .map(([name]) => name);
    expect(benign).toEqual([
      'rateLimited',
      'contextTooLong',
      'outputTooLong',
      'reasoningTooLong',
      'emptyReply',
      'badVectors',
      'contentFiltered',
      'malformedOutput',
      'requestTooLarge',
      'circuitOpen',
    ]);
  });
});

describe('the delay', () => {
  it('is full jitter of the attempt without Retry-After', () => {
    expect(failureOf(portError(outcomes.serverError)).nextRetryDelay).toBe(250);
  });
  it('is Retry-After where given', () => {
    const failure = failureOf(portError(outcomes.rateLimited, { retryAfterMs: 48_000 }));
    expect(failure.nextRetryDelay).toBe(48_000);
    expect(failure.details).toMatchObject([{ retryAfterMs: 48_000 }]);
  });
  it('is Retry-After cut to what is left, the details keep the whole', () => {
    const error = portError(outcomes.rateLimited, { retryAfterMs: 48_000 });
    const failure = failureOf(error, { ...context, remainingMs: 900 });
    expect(failure.nextRetryDelay).toBe(900);
    expect(failure.details).toMatchObject([{ retryAfterMs: 48_000 }]);
  });
  it('is never 0, which the server reads as the longest delay allowed', () => {
    const error = portError(outcomes.rateLimited, { retryAfterMs: 0 });
    expect(failureOf(error).nextRetryDelay).toBe(1);
    expect(failureOf(error, { ...context, remainingMs: -3 }).nextRetryDelay).toBe(1);
  });
  it('is left to the retry policy without a policy of ours', () => {
    const without = { attempt: context.attempt, random: context.random };
    expect(failureOf(portError(outcomes.serverError), without).nextRetryDelay).toBeUndefined();
  });
});

describe('any other error', () => {
  it('is unexpected and tried again, with its message and stack', () => {
    const failure = failureOf(new Error('hm'));
    expect(failure).toMatchObject({
      message: 'hm',
      nonRetryable: false,
      details: [{ dependency: 'worker', category: 'transient', reason: 'unexpected' }],
    });
    expect(failure.stack).toContain('to-failure.test.ts');
  });
  it('is final where it is a mistake in our own code', () => {
    expect(failureOf(new TypeError('x is not a function'))).toMatchObject({
      type: 'client_error',
      nonRetryable: true,
      details: [{ reason: 'unexpected' }],
    });
  });
  it('is a resource failure where the disk is full', () => {
    const error = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    expect(failureOf(error)).toMatchObject({
      type: 'resource',
      details: [{ reason: 'disk_full' }],
    });
  });
  it.each([undefined, null, 'hm', 7, Object.create(null), { a: 1 }])('may be %j', (thrown) => {
    expect(failureOf(thrown).message).not.toBe('');
  });
});

it('keeps secrets out of message and stack', () => {
  const failure = failureOf(new Error('Authorization: Bearer abcdef123456'));
  expect(failure.message).not.toContain('abcdef');
  expect(failure.stack).not.toContain('abcdef');
});

it('stays below the size at which Temporal cuts failures', () => {
  const { message, stack, details } = failureOf(new Error('길다 '.repeat(10_000)));
  expect(Buffer.byteLength(JSON.stringify({ message, stack, details }))).toBeLessThan(4000);
});

it('reports a cancelled call as a cancellation', () => {
  expect(toFailure(portError(outcomes.cancelled), context)).toBeInstanceOf(CancelledFailure);
});

it('lets failures of Temporal pass as they are', () => {
  const failures = [new CancelledFailure('CANCELLED'), ApplicationFailure.nonRetryable('no')];
  expect(failures.map((failure) => toFailure(failure, context))).toEqual(failures);
});
