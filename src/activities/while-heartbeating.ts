import { Context } from '@temporalio/activity';

/** Missing heartbeats reveal a dead worker; each one costs the Temporal server a write. */
const usualIntervalMs = 1_000;

export interface Heartbeats {
  /** What goes out with each of them. */
  readonly details?: () => unknown;
  readonly everyMs?: number;
}

/** Heartbeats until the work is done. Work that is done before the first one is due needs none. */
export async function whileHeartbeating<T>(
  work: () => Promise<T>,
  { details = () => undefined, everyMs = usualIntervalMs }: Heartbeats = {},
): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(details()), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
