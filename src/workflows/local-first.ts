import {
  proxyActivities,
  proxyLocalActivities,
  type ActivityInterfaceFor,
  type ActivityOptions,
} from '@temporalio/workflow';
import { mayPass } from './stage-failure.js';

export interface LocalFirst {
  readonly summary: string;
  /** The longest it may hold up the workflow task, milliseconds. */
  readonly localMs: number;
  /** Options of the activity that it becomes. */
  readonly thenOptions: () => ActivityOptions;
}

/**
 * Runs what is cheap and idempotent inside the workflow task, which saves several events and some 20 ms.
 * When it fails in a way that may pass, or is slow, it goes on as an activity with retries, where the
 * Temporal UI shows it: a busy worker takes seconds for what needs a millisecond, and Temporal retries no
 * local activity that timed out.
 */
export async function localFirst<Activities, T>(
  { summary, localMs, thenOptions }: LocalFirst,
  run: (activities: ActivityInterfaceFor<Activities>) => Promise<T>,
): Promise<T> {
  const local = proxyLocalActivities<Activities>({
    scheduleToCloseTimeout: Math.max(1, Math.floor(localMs)),
    retry: { maximumAttempts: 1 },
    summary,
  });
  try {
    return await run(local);
  } catch (error) {
    if (!mayPass(error)) throw error;
  }
  return run(proxyActivities<Activities>({ ...thenOptions(), summary }));
}

/** The same for what only validates an input and reads the worker's configuration. */
export function fromConfiguration<Activities, T>(
  summary: string,
  run: (activities: ActivityInterfaceFor<Activities>) => Promise<T>,
): Promise<T> {
  const thenOptions = () => ({ startToCloseTimeout: '10 seconds' as const });
  return localFirst({ summary, localMs: 2_000, thenOptions }, run);
}
