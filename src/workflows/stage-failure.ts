import {
  ActivityFailure,
  ApplicationFailure,
  TimeoutFailure,
  isCancellation,
} from '@temporalio/workflow';
import type { FailureDetails } from '../contracts/failure.js';

/** Why a stage failed for good: after its last attempt, or after a failure that is not retryable. */
export interface StageFailure extends FailureDetails {
  readonly message: string;
  readonly retryable: boolean;
}

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: StageFailure };

/** Turns the failure of an activity into a value; cancellations and errors of workflow code are rethrown. */
export async function outcomeOf<T>(running: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await running };
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return { ok: false, failure: readFailure(error) };
  }
}

/** The value of an activity; its failure fails the workflow, as a failure of that category. */
export async function valueOrFail<T>(running: Promise<T>): Promise<T> {
  const outcome = await outcomeOf(running);
  if (outcome.ok) return outcome.value;
  throw asWorkflowFailure(outcome.failure);
}

export function asWorkflowFailure({ category, reason, message }: StageFailure): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, category, { category, reason });
}

/** Why an activity failed, as its failure tells. */
export function readFailure(error: ActivityFailure): StageFailure {
  const cause = error.cause;
  if (cause instanceof ApplicationFailure) {
    const details = cause.details?.[0] as FailureDetails | undefined;
    if (details) {
      return { ...details, message: cause.message, retryable: cause.nonRetryable !== true };
    }
  }
  const timedOut = cause instanceof TimeoutFailure;
  return {
    dependency: error.activityType,
    category: 'transient',
    reason: timedOut ? 'timeout' : 'unexpected',
    message: timedOut ? `${error.activityType} timed out (${cause.timeoutType})` : messageOf(cause),
    retryable: true,
  };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'unknown failure';
}
