import type { Tally } from './window.js';

/** Calls of one process that ended since it last told. */
export interface Observation extends Tally, Failure {
  readonly by: string;
  readonly generation: number;
  /** Bad calls in a row of that process, up to now. */
  readonly streak: number;
}

/** A dependency refused for good, until somebody does something about it. */
export interface Trip extends Failure {
  /** The one the refused call began in. */
  readonly generation: number;
}

/** How a probe went. */
export interface ProbeOutcome extends Failure {
  readonly verdict: ProbeVerdict;
}

export type ProbeVerdict = 'success' | 'failure' | 'ignored';

/** What was wrong with a call: of several, with the latest bad one. */
export interface Failure {
  readonly cause: string;
  /** The vendor's own word on when to come back. */
  readonly retryAfterMs?: number | undefined;
}
