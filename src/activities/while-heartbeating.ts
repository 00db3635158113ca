import { Context } from '@temporalio/activity';

/** Often enough for readers of partial answers and for noticing a dead worker soon. */
const intervalMs = 200;

/** Heartbeats what `details` returns at the time until the work is done. */
export async function whileHeartbeating<T>(
  work: () => Promise<T>,
  details: () => unknown = () => undefined,
): Promise<T> {
  const context = Context.current();
  context.heartbeat(details());
  const timer = setInterval(() => context.heartbeat(details()), intervalMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
