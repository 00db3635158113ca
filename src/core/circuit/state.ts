import type { Tally, Window } from './window.js';

/** The state of one circuit: plain JSON, never changed in place. */
export interface Circuit {
  /** Raised by every change of phase: a call belongs to the generation it began in. */
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
  readonly suspicion: Suspicion | null;
  /** A process others spoke against, and until when it is not listened to. */
  readonly ignored: { readonly by: string; readonly until: number } | null;
}

/** One process says that the dependency is ill; others may know better. */
interface Suspicion {
  readonly by: string;
  readonly until: number;
  readonly cause: string;
}

export interface Open {
  readonly kind: 'open';
  readonly since: number;
  /** When the outage began: the first opening after it was last closed. */
  readonly outageSince: number;
  readonly probeAt: number;
  readonly cause: string;
  /** What the window held when it opened. */
  readonly seen: Tally;
}

export interface HalfOpen {
  readonly kind: 'half_open';
  readonly since: number;
  readonly outageSince: number;
  readonly cause: string;
  readonly seen: Tally;
  readonly leases: readonly Lease[];
  readonly successes: number;
}

/** Permission for one probe. */
export interface Lease {
  readonly id: string;
  readonly until: number;
}

/** What an operator imposed: it outlasts everything the circuit finds out by itself. */
export interface Hold {
  readonly as: 'open' | 'closed';
  readonly since: number;
  /** Null: until released. */
  readonly until: number | null;
}
