import { Context } from '@temporalio/activity';
import { outcomes } from '../core/outcome.js';

/** An attempt gives up this long before the server would, so that its own failure is the one recorded. */
const headStartMs = 100;
/** The longest a timer of Node runs. */
const longestTimerMs = 2 ** 31 - 1;
/** With less than this share of its usual time, an attempt that did not come to its end proves nothing. */
const enough = 0.5;

/**
 * Aborts when the activity is cancelled (reason: the cancellation) or its time is nearly up: the nearer
 * of this attempt's limit and that of all attempts together. The reason is a TimeoutError, which counts
 * against the dependency; where a near deadline leaves too little of the time an attempt usually has,
 * it is one that does not.
 */
export function activitySignal(usualMs = 0): AbortSignal {
  return AbortSignal.any([Context.current().cancellationSignal, timeIsUp(usualMs)]);
}

/**
 * The same for a purchase that is kept whoever asked for it: an attempt that Temporal has given up for
 * lost, since its heartbeats did not arrive, goes on to its end, and the next one finds what it bought.
 */
export function purchaseSignal(): AbortSignal {
  const context = Context.current();
  const unwanted = new AbortController();
  const { cancellationSignal } = context;
  cancellationSignal.addEventListener('abort', () => {
    const { timedOut, notFound } = context.cancellationDetails ?? {};
    if (!timedOut && !notFound) unwanted.abort(cancellationSignal.reason);
  });
  return AbortSignal.any([unwanted.signal, timeIsUp(0)]);
}

function timeIsUp(usualMs: number): AbortSignal {
  const { info } = Context.current();
  const { startToCloseTimeoutMs, scheduleToCloseTimeoutMs, scheduledTimestampMs } = info;
  const wholeMs =
    scheduleToCloseTimeoutMs > 0
      ? scheduledTimestampMs + scheduleToCloseTimeoutMs - Date.now()
      : Infinity;
  const limitMs = Math.min(startToCloseTimeoutMs, wholeMs, longestTimerMs);
  const leftMs = Math.max(1, limitMs - headStartMs);
  return limitMs < usualMs * enough ? inAHurry(leftMs) : AbortSignal.timeout(leftMs);
}

function inAHurry(leftMs: number): AbortSignal {
  const controller = new AbortController();
  const reason = Object.assign(new Error('the deadline was near'), outcomes.hurried);
  setTimeout(() => controller.abort(reason), leftMs).unref();
  return controller.signal;
}
