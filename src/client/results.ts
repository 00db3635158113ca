import { setTimeout as delay } from 'node:timers/promises';
import {
  ActivityFailure,
  ApplicationFailure,
  WorkflowFailedError,
  type WorkflowHandle,
} from '@temporalio/client';
import { BadInput, NotRunning, noWorker } from './errors.js';

/** Events of a run before any worker picks it up: started, and first task scheduled. */
const eventsBeforePickup = 2;
const pickedUpWithinMs = 5_000;

/** The result of a run. Throws BadInput when the run failed because of the caller's input. */
export async function resultOf<T>(running: Promise<T>): Promise<T> {
  try {
    return await running;
  } catch (error) {
    const cause = causeOf(error);
    if (!(cause instanceof ApplicationFailure) || cause.type !== 'client_error') throw error;
    throw new BadInput(cause.message, { cause: error });
  }
}

/** The failure below the errors with which Temporal wraps it; any other error is its own cause. */
export function causeOf(error: unknown): unknown {
  const wraps = error instanceof WorkflowFailedError || error instanceof ActivityFailure;
  return wraps && error.cause ? causeOf(error.cause) : error;
}

/** Whether a worker has picked up the run. */
export async function isPickedUp(handle: WorkflowHandle): Promise<boolean> {
  const { historyLength } = await handle.describe();
  return historyLength > eventsBeforePickup;
}

/**
 * The result of a run. A run that no worker picks up within some seconds is terminated, so that it does
 * not happen unexpectedly later; then throws NotRunning.
 */
export async function resultOncePickedUp(handle: WorkflowHandle): Promise<unknown> {
  const running = handle.result();
  const ended = running.then(
    () => true,
    () => true,
  );
  const waiting = new AbortController();
  const waited = delay(pickedUpWithinMs, false, { signal: waiting.signal }).catch(() => true);
  const isOver = await Promise.race([ended, waited]);
  waiting.abort();
  if (isOver || (await isPickedUp(handle))) return running;
  await handle.terminate('no worker picked it up');
  await ended;
  throw new NotRunning(noWorker);
}
