import type { Tally, Window } from './window.js';

/** The state of one circuit: plain JSON, never changed in place. */
export interface Circuit {
  /** Raised by every change of phase: a call counts only in the generation it began in. */
  readonly generation: number;
  readonly phase: Closed | Open | HalfOpen;
  readonly hold: Hold | null;
  /** Calls that ended in another generation than they began in: counted here and nowhere else. */
  readonly late: number;
}

export interface Closed {
  readonly kind: 'closed';
  readonly since: number;
  /** What closed it; null when it was never open. */
  readonly cause: string | null;
  readonly window: Window;
  /** One process reports that the dependency is failing; others may contradict it. */
  readonly suspicion: {
    readonly by: string;
    readonly until: number;
    readonly cause: string;
  } | null;
  /** A process that others contradicted, and until when its reports are ignored. */
  readonly ignored: { readonly by: string; readonly until: number } | null;
}

export interface Open extends Outage {
  readonly kind: 'open';
  readonly probeAt: number;
}

export interface HalfOpen extends Outage {
  readonly kind: 'half_open';
  /** The probe that is out. */
  readonly lease: Lease | null;
}

interface Outage {
  readonly since: number;
  /** When the outage began: the first opening after the circuit was last closed. */
  readonly outageSince: number;
  readonly cause: string;
  /** What the window held when the circuit opened. */
  readonly seen: Tally;
}

/** Permission for one probe. Not settled by then, the probe counts as failed. */
export interface Lease {
  readonly id: string;
  readonly until: number;
}

/** Set by an operator: it overrides everything the circuit finds out by itself. */
export interface Hold {
  readonly as: 'open' | 'closed';
  readonly since: number;
  /** Null: until released. */
  readonly until: number | null;
}

/** Calls of one process that ended since its last report. */
export interface Observation extends Tally, Failure {
  readonly by: string;
  readonly generation: number;
  /** Bad calls in a row of that process, up to now. */
  readonly streak: number;
}

/** A key that was refused or has no quota left. The generation is the one the call began in. */
export interface Trip extends Failure {
  readonly generation: number;
}

/** How a probe ended; `ignored` says nothing about the dependency. */
export interface ProbeOutcome extends Failure {
  readonly verdict: 'success' | 'failure' | 'ignored';
}

/** What was wrong with a call; of several, with the latest bad one. */
export interface Failure {
  readonly cause: string;
  /** When the vendor asks to be called again. */
  readonly retryAfterMs?: number | undefined;
}

/** Time and chance, given by the caller: the reducers read neither themselves. */
export interface Clock {
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}
