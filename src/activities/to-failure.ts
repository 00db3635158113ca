import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type {
  FailureCategory,
  FailureDetails,
  StageFailure,
  StageUsage,
} from '../contracts/failure.js';
import { fullJitterMs } from '../core/backoff.js';
import { classify, type Classification } from '../core/classify.js';
import { addUsage } from '../core/cost.js';
import { errorShape } from '../core/error-shape.js';
import { redact } from '../core/redact.js';
import { PortError } from '../ports/port-error.js';

export interface FailureContext {
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Without it the delay is left to the activity's retry policy. */
  readonly policy?: { readonly backoffMs: number; readonly maxBackoffMs: number };
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** What is left of the stage's budget, scheduleToClose, in milliseconds. */
  readonly remainingMs?: number;
  /** What earlier attempts were billed for. */
  readonly spentBefore?: StageUsage | undefined;
}

/** Failures that belong to normal operation: no warning and no failure metric. */
const expected: readonly FailureCategory[] = ['rate_limit', 'content'];

/** Characters. Temporal cuts failures at 4 KB between retries; the whole stays below. */
const longestMessage = 600;
const longestStack = 1200;

/**
 * What an activity throws for any error: an ApplicationFailure whose type is the category and whose
 * one detail is FailureDetails, free of secrets and of causes. Failures of Temporal's own pass as
 * they are, and a cancelled call is a CancelledFailure, which the worker reports as such.
 *
 * The delay is the vendor's Retry-After cut to what is left (the server then gives up at once), else
 * full jitter. The server cuts every delay to the policy's maximumInterval: it must be no less than
 * the longest Retry-After worth honouring.
 */
export function toFailure(
  error: unknown,
  context: FailureContext,
): ApplicationFailure | CancelledFailure {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  const failure = classify(error, { nowMs: 0 });
  if (failure.category === 'cancelled') return new CancelledFailure(messageOf(error));
  const delayMs = failure.retryable ? retryDelayMs(failure, context) : undefined;
  const applicationFailure = ApplicationFailure.create({
    message: messageOf(error),
    type: failure.category,
    nonRetryable: !failure.retryable,
    details: [detailsOf(error, failure, context.spentBefore)],
    ...(delayMs !== undefined && { nextRetryDelay: delayMs }),
    ...(isExpected(failure) && { category: 'BENIGN' as const }),
  });
  if (failure.reason === 'unexpected') applicationFailure.stack = stackOf(error);
  return applicationFailure;
}

/** An error as workflows read it, where it does not fail an activity. */
export function stageFailureOf(error: unknown): StageFailure {
  const failure = classify(error, { nowMs: 0 });
  const { retryable } = failure;
  return { ...detailsOf(error, failure, undefined), message: messageOf(error), retryable };
}

function detailsOf(
  error: unknown,
  failure: Classification,
  spentBefore: StageUsage | undefined,
): FailureDetails {
  const port = error instanceof PortError ? error : undefined;
  const usage = sumOf(spentBefore, port?.usage);
  return {
    dependency: port?.dependency ?? 'worker',
    category: failure.category,
    reason: failure.reason,
    ...(failure.retryAfterMs !== undefined && { retryAfterMs: failure.retryAfterMs }),
    ...(usage && { usage }),
  };
}

function sumOf(one: StageUsage | undefined, other: StageUsage | undefined): StageUsage | undefined {
  return one && other ? addUsage(one, other) : (one ?? other);
}

function retryDelayMs(
  { retryAfterMs }: Classification,
  { attempt, policy, random, remainingMs }: FailureContext,
): number | undefined {
  if (retryAfterMs !== undefined) {
    return Math.max(1, Math.min(retryAfterMs, remainingMs ?? Infinity));
  }
  if (!policy) return undefined;
  return fullJitterMs({ attempt, baseMs: policy.backoffMs, maxMs: policy.maxBackoffMs, random });
}

function isExpected({ category, reason }: Classification): boolean {
  return expected.includes(category) || reason === 'circuit_open';
}

function messageOf(error: unknown): string {
  return redact(errorShape(error).message).slice(0, longestMessage);
}

/** The frames alone: the message is in its own place. */
function stackOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
  return redact(frames.join('\n')).slice(0, longestStack);
}
