import { setTimeout as sleep } from 'node:timers/promises';
import {
  defaultGrpcRetryOptions,
  isGrpcServiceError,
  makeGrpcRetryInterceptor,
  ServiceError,
  type Connection,
  type ConnectionOptions,
} from '@temporalio/client';
import { NotRunning } from './errors.js';

const unavailable = 14;
/** Retries wait no longer than this, so that closing need not either, but for as long as the SDK's: 20 s. */
const longestBackoffMs = 1_000;
const maxAttempts = 25;

export interface StoppableRetries {
  readonly options: Pick<ConnectionOptions, 'interceptors'>;
  /** Stops retries, waits for those already scheduled, then closes the connection. */
  close(close: Connection['close']): Promise<void>;
}

/**
 * Retries that can be stopped. The SDK's retry timers would call a closed channel, which throws an error
 * that no caller can catch, so closing has to stop them first.
 */
export function stoppableRetries(): StoppableRetries {
  const retries = defaultGrpcRetryOptions({ maxAttempts });
  let isStopped = false;
  let lastRetryAt = 0;
  const interceptor = makeGrpcRetryInterceptor({
    retryableDecider: (attempt, status) => !isStopped && retries.retryableDecider(attempt, status),
    delayFunction(attempt, status) {
      const waitMs = Math.min(longestBackoffMs, retries.delayFunction(attempt, status));
      lastRetryAt = Math.max(lastRetryAt, performance.now() + waitMs);
      return waitMs;
    },
  });
  return {
    options: { interceptors: [interceptor] },
    async close(close) {
      isStopped = true;
      const waitMs = lastRetryAt - performance.now();
      // A timer may fire a little late.
      if (waitMs > 0) await sleep(waitMs + 50);
      await close();
    },
  };
}

/**
 * The same object, whose asynchronous methods reject with NotRunning when Temporal is unreachable, and
 * at once when `closing` aborts.
 */
export function withTypedErrors<T extends object>(api: T, closing: AbortSignal): T {
  const wrap = <R>(call: () => Promise<R>): Promise<R> => {
    return new Promise<R>((resolve, reject) => {
      const onClose = (): void => reject(new NotRunning('The connection to Temporal was closed'));
      if (closing.aborted) return onClose();
      closing.addEventListener('abort', onClose, { once: true });
      call()
        .then(resolve, (error: unknown) => reject(typed(error) as Error))
        .finally(() => closing.removeEventListener('abort', onClose));
    });
  };
  const entries = Object.entries(api).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function') return [name, member];
    const method = member as (...args: unknown[]) => Promise<unknown>;
    return [name, (...args: unknown[]) => wrap(() => method(...args))];
  });
  return Object.fromEntries(entries) as T;
}

function typed(error: unknown): unknown {
  const cause = error instanceof ServiceError ? error.cause : error;
  if (!isGrpcServiceError(cause) || Number(cause.code) !== unavailable) return error;
  return new NotRunning(`Temporal is unreachable: ${cause.details}`, { cause: error });
}
