import { Context } from '@temporalio/activity';
import type { StagePolicy } from '../contracts/activities.js';
import { reportFailure, type Observers } from './report-failure.js';
import { toFailure } from './to-failure.js';

type Activity = (input: never) => Promise<unknown>;
type Backoff = Pick<StagePolicy, 'backoffMs' | 'maxBackoffMs'>;

/**
 * The same activities, throwing failures a workflow can read, with the delay before the next attempt:
 * the vendor's, or full jitter over the backoff of the activity's stage.
 */
export function withFailures<T extends { readonly [K in keyof T]: Activity }>(
  observers: Observers,
  activities: T,
  backoffs: Partial<Record<keyof T, Backoff>>,
): T {
  const names = Object.keys(activities) as (keyof T)[];
  const wrapped = names.map(
    (name) => [name, guarded(activities[name], backoffs[name], observers)] as const,
  );
  return Object.fromEntries(wrapped) as T;
}

function guarded<A extends Activity>(
  activity: A,
  backoff: Backoff | undefined,
  observers: Observers,
): Activity {
  return async (input) => {
    try {
      return await activity(input);
    } catch (error) {
      const { info } = Context.current();
      const remainingMs = info.scheduledTimestampMs + info.scheduleToCloseTimeoutMs - Date.now();
      const failure = toFailure(error, {
        attempt: info.attempt,
        ...(backoff ? { policy: backoff } : {}),
        random: Math.random,
        ...(info.scheduleToCloseTimeoutMs > 0 ? { remainingMs: Math.max(1, remainingMs) } : {}),
      });
      reportFailure(error, failure, observers);
      throw failure;
    }
  };
}
