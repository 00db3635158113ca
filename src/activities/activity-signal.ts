import { Context } from '@temporalio/activity';

/** An attempt gives up this long before the server would, so that its own failure is the one recorded. */
const headStartMs = 100;
/** The longest a timer of Node runs. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Aborts when the activity is cancelled (reason: the cancellation) or its time is nearly up (reason:
 * a TimeoutError): the nearer of this attempt's limit and that of all attempts together.
 */
export function activitySignal(): AbortSignal {
  const { info, cancellationSignal } = Context.current();
  const { startToCloseTimeoutMs, scheduleToCloseTimeoutMs, scheduledTimestampMs } = info;
  const wholeMs =
    scheduleToCloseTimeoutMs > 0
      ? scheduledTimestampMs + scheduleToCloseTimeoutMs - Date.now()
      : Infinity;
  const leftMs = Math.min(startToCloseTimeoutMs, wholeMs, longestTimerMs) - headStartMs;
  return AbortSignal.any([cancellationSignal, AbortSignal.timeout(Math.max(1, leftMs))]);
}
