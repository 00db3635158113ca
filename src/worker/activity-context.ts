import { Context } from '@temporalio/activity';
import type { PortError } from '../ports/port-error.js';

/** The task queue of the activity under way; null in background tasks. */
export function currentQueue(): string | null {
  return currentInfo()?.taskQueue ?? null;
}

/**
 * Whether Temporal will try the activity again after this error: not on its last attempt, nor where
 * waiting cannot help, nor where the wait would take it past its time.
 */
export function isTriedAgain({ retryable, retryAfterMs = 0 }: PortError): boolean {
  const info = currentInfo();
  if (!info || !retryable) return false;
  const { attempt, retryPolicy, scheduledTimestampMs, scheduleToCloseTimeoutMs } = info;
  const most = retryPolicy?.maximumAttempts ?? 0;
  if (most > 0 && attempt >= most) return false;
  if (scheduleToCloseTimeoutMs === 0) return true;
  return Date.now() + retryAfterMs < scheduledTimestampMs + scheduleToCloseTimeoutMs;
}

function currentInfo() {
  try {
    return Context.current().info;
  } catch {
    return null;
  }
}
