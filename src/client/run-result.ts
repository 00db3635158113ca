import { ActivityFailure, ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { BadInput } from './errors.js';

/** The result of a run. Throws BadInput where the run failed over what the caller asked for. */
export async function resultOf<T>(running: Promise<T>): Promise<T> {
  try {
    return await running;
  } catch (error) {
    const cause = causeOf(error);
    if (!(cause instanceof ApplicationFailure) || cause.type !== 'client_error') throw error;
    throw new BadInput(cause.message, { cause: error });
  }
}

/** What made a run fail, whichever of its steps that was; any other error is its own cause. */
export function causeOf(error: unknown): unknown {
  const wraps = error instanceof WorkflowFailedError || error instanceof ActivityFailure;
  return wraps && error.cause ? causeOf(error.cause) : error;
}
