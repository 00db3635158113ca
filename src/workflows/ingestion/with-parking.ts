import { ApplicationFailure, condition, workflowInfo } from '@temporalio/workflow';
import type { IngestPlan } from '../../contracts/ingest-activities.js';
import { metrics } from '../../contracts/metrics.js';
import { record } from '../record.js';
import type { StageFailure } from '../../contracts/failure.js';
import { outcomeOf } from '../stage-failure.js';
import { recordUsage, type RunState } from './run-state.js';
import { publishFailure } from './ui.js';

/** The wait before the next try doubles up to this. */
const longestParkMs = 600_000;
/** Behind an open circuit it waits for the next probe, and then makes it. */
const leastProbeWaitMs = 1_000;
/** While another process probes. */
const othersProbeMs = 5_000;

/** The run has to continue as new, where it tries the step again. */
export class HistoryTooLong extends Error {}

/** Also by a flood of signals, while it waits: at 10,000 of them the server would refuse every other. */
function isHistoryLong(): boolean {
  return workflowInfo().continueAsNewSuggested;
}

/** Runs `whileParked` once, before the first wait. */
export type WithParking = <T>(
  step: () => Promise<T>,
  whileParked?: () => Promise<unknown>,
) => Promise<T>;

/**
 * Makes steps survive outages: where waiting can help, the run parks on a durable timer and tries
 * again; a `resume` signal ends the wait. Any other failure fails the run. Throws HistoryTooLong when
 * the outage outlasts the history. Calls `publish` whenever the progress has changed.
 */
export function createWithParking(
  { firstParkMs }: Pick<IngestPlan, 'firstParkMs'>,
  state: RunState,
  publish: () => void,
): WithParking {
  return async (step, whileParked) => {
    let meanwhile = whileParked;
    for (let parkMs = firstParkMs; ; parkMs = Math.min(2 * parkMs, longestParkMs)) {
      publish();
      await condition(() => !state.paused || isHistoryLong());
      if (state.paused) throw new HistoryTooLong();
      const outcome = await outcomeOf(step());
      if (outcome.ok) return outcome.value;
      const { failure } = outcome;
      if (failure.usage) recordUsage(state, failure.usage);
      if (!waitingCanHelp(failure)) {
        publishFailure(failure.message);
        throw fatal(failure);
      }
      await meanwhile?.();
      meanwhile = undefined;
      await park(state, failure, waitMsOf(failure, parkMs), publish);
      if (isHistoryLong()) throw new HistoryTooLong();
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
  await condition(() => !state.parked.includes(parked) || isHistoryLong(), waitMs);
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
