import { ApplicationFailure, condition, workflowInfo } from '@temporalio/workflow';
import { metrics } from '../../contracts/metrics.js';
import { record } from '../record.js';
import { outcomeOf, type StageFailure } from '../stage-failure.js';
import type { RunState } from './run-state.js';
import { publishFailure } from './ui.js';

/** How long a parked run waits before it tries again: doubling, from the first to the longest. */
const firstParkMs = 15_000;
const longestParkMs = 600_000;
/** Behind an open circuit it waits for the next probe, which it then offers itself. */
const leastProbeWaitMs = 1_000;
/** While somebody else's probe is under way. */
const othersProbeMs = 5_000;

/** Thrown after a wait when the history is long: the run is to go on as new, where it will try again. */
export class HistoryTooLong extends Error {}

/** `whileParked` is done once, before the first wait. */
export type WithParking = <T>(
  step: () => Promise<T>,
  whileParked?: () => Promise<unknown>,
) => Promise<T>;

/**
 * Makes steps outlast outages: where waiting can help, the run parks on a durable timer and tries
 * again; a `resume` signal ends the wait at once. Anything else fails the run with its cause. An outage
 * may outlast a history: then it throws HistoryTooLong. Calls `publish` wherever there is something new to
 * publish.
 */
export function createWithParking(state: RunState, publish: () => void): WithParking {
  return async (step, whileParked) => {
    let meanwhile = whileParked;
    for (let parkMs = firstParkMs; ; parkMs = Math.min(2 * parkMs, longestParkMs)) {
      publish();
      await condition(() => !state.paused);
      const outcome = await outcomeOf(step());
      if (outcome.ok) return outcome.value;
      if (!waitingCanHelp(outcome.failure)) {
        publishFailure(outcome.failure.message);
        throw fatal(outcome.failure);
      }
      await meanwhile?.();
      meanwhile = undefined;
      await park(state, outcome.failure, waitMsOf(outcome.failure, parkMs), publish);
      if (workflowInfo().continueAsNewSuggested) throw new HistoryTooLong();
    }
  };
}

function waitMsOf({ reason, retryAfterMs = 0 }: StageFailure, parkMs: number): number {
  if (reason !== 'circuit_open') return Math.max(parkMs, retryAfterMs);
  return retryAfterMs > 0 ? Math.max(leastProbeWaitMs, retryAfterMs) : othersProbeMs;
}

async function park(
  state: RunState,
  failure: StageFailure,
  waitMs: number,
  publish: () => void,
): Promise<void> {
  const until = new Date(Date.now() + waitMs).toISOString();
  const parked = { cause: failure.message, until };
  state.parked.push(parked);
  record(metrics.ingestionParks, 1, { reason: failure.reason });
  publish();
  await condition(() => !state.parked.includes(parked), waitMs);
  state.parked = state.parked.filter((other) => other !== parked);
}

/** Outages end, and quotas are raised and keys replaced by people; a wrong request stays wrong. */
function waitingCanHelp({ category, reason }: StageFailure): boolean {
  return (category !== 'client_error' && category !== 'content') || reason === 'key_rejected';
}

function fatal(failure: StageFailure): ApplicationFailure {
  const { message, category, ...details } = failure;
  return ApplicationFailure.nonRetryable(message, category, { ...details, category });
}
