import { Context } from '@temporalio/activity';

/** The task queue of the activity under way; null in background tasks. */
export function currentQueue(): string | null {
  return currentInfo()?.taskQueue ?? null;
}

function currentInfo() {
  try {
    return Context.current().info;
  } catch {
    return null;
  }
}
