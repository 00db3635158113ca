import { firstFit, type Rule } from './classify-rule.js';
import { errorShape } from './error-shape.js';
import { outcomes, type Outcome } from './outcome.js';

/** What an AbortSignal says; all that is needed of it. */
export interface SignalState {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/** Reasons other than "nobody wants it any more". The words are those of Temporal's worker. */
const reasonRules: readonly Rule[] = [
  { names: ['TimeoutError'], outcome: outcomes.timeout },
  { says: /^TIMED_OUT$/, outcome: outcomes.timeout },
  { says: /^WORKER_SHUTDOWN$/, outcome: outcomes.interrupted },
];

/**
 * What our own signal says of a failed call: a deadline (`AbortSignal.timeout`) is a timeout, a
 * reason that carries an outcome keeps it, any other abort is a cancellation. Undefined when it did
 * not abort.
 */
export function signalOutcome(signal: SignalState | undefined): Outcome | undefined {
  if (!signal?.aborted) return undefined;
  return isOutcome(signal.reason)
    ? signal.reason
    : (firstFit(reasonRules, errorShape(signal.reason)) ?? outcomes.cancelled);
}

/** Whether a value says itself what it means, as a PortError does. */
export function isOutcome(value: unknown): value is Outcome {
  return (
    typeof value === 'object' &&
    value !== null &&
    'category' in value &&
    'reason' in value &&
    'retryable' in value &&
    'circuit' in value
  );
}
