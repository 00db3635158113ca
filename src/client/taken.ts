import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { NotRunning, noWorker } from './errors.js';

/** Events of a run that no worker has touched: it was started, and its first task was scheduled. */
const eventsUntouched = 2;
const takenWithinMs = 5_000;

/** Whether a worker has begun with the run. */
export async function isTaken(handle: WorkflowHandle): Promise<boolean> {
  const { historyLength } = await handle.describe();
  return historyLength > eventsUntouched;
}

/**
 * The result of a run. One that no worker has begun with after some seconds is ended, so that it does
 * not happen later on, when nobody expects it; then throws NotRunning.
 */
export async function resultOnceTaken(handle: WorkflowHandle): Promise<unknown> {
  const running = handle.result();
  const ended = running.then(
    () => true,
    () => true,
  );
  const waiting = new AbortController();
  const waited = delay(takenWithinMs, false, { signal: waiting.signal }).catch(() => true);
  const isOver = await Promise.race([ended, waited]);
  waiting.abort();
  if (isOver || (await isTaken(handle))) return running;
  await handle.terminate('no worker took it');
  await ended;
  throw new NotRunning(noWorker);
}
