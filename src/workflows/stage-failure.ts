import {
  ActivityFailure,
  ApplicationFailure,
  TimeoutFailure,
  isCancellation,
} from '@temporalio/workflow';
import type { FailureDetails, Outcome, StageFailure } from '../contracts/failure.js';

/** Turns the failure of an activity into a value; cancellations and errors of workflow code are rethrown. */
export async function outcomeOf<T>(running: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await running };
  } catch (error) {
    if (!isOfActivity(error)) throw error;
    return { ok: false, failure: readFailure(error) };
  }
}

/** What an activity rejects with: a local one with its failure, any other with one that wraps it. */
type ActivityError = ActivityFailure | ApplicationFailure | TimeoutFailure;

function isOfActivity(error: unknown): error is ActivityError {
  if (isCancellation(error)) return false;
  return [ActivityFailure, ApplicationFailure, TimeoutFailure].some(
    (type) => error instanceof type,
  );
}

/** Whether the same call may succeed later. */
export function mayPass(error: unknown): boolean {
  return isOfActivity(error) && readFailure(error).retryable;
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
export function readFailure(error: ActivityError): StageFailure {
  const isWrapped = error instanceof ActivityFailure;
  const cause = isWrapped ? error.cause : error;
  const name = isWrapped ? error.activityType : 'the activity';
  if (cause instanceof ApplicationFailure) {
    const details = cause.details?.[0] as FailureDetails | undefined;
    if (details) {
      return { ...details, message: cause.message, retryable: cause.nonRetryable !== true };
    }
  }
  const timedOut = cause instanceof TimeoutFailure;
  return {
    dependency: isWrapped ? name : 'worker',
    category: 'transient',
    reason: timedOut ? 'timeout' : 'unexpected',
    message: timedOut ? `${name} timed out (${cause.timeoutType})` : messageOf(cause),
    retryable: !(cause instanceof ApplicationFailure && cause.nonRetryable),
  };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'unknown failure';
}
