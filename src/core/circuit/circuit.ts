import type { CircuitSettings } from '../../contracts/circuit.js';
import type { Moment } from './settings.js';
import { probeDelayMs } from './probe-delay.js';
import { addToWindow, emptyWindow, tallyOf, type Tally, type Window } from './window.js';

/** One process says that the dependency is ill; others may know better. */
interface Suspicion {
  readonly by: string;
  readonly until: number;
  readonly cause: string;
}

export interface Closed {
  readonly kind: 'closed';
  readonly since: number;
  /** What closed it; null when it was never open. */
  readonly cause: string | null;
  readonly window: Window;
  readonly suspicion: Suspicion | null;
  /** A process others spoke against, and until when it is not listened to. */
  readonly excused: { readonly by: string; readonly until: number } | null;
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

/** The state of one circuit: plain JSON, never changed in place. */
export interface Circuit {
  /** Raised by every change of phase: a call belongs to the generation it began in. */
  readonly generation: number;
  readonly phase: Closed | Open | HalfOpen;
  readonly hold: Hold | null;
  /** Calls that ended in another generation than they began in: counted here and nowhere else. */
  readonly late: number;
}

/** Calls of one process that ended since it last told. */
export interface Observation extends Tally {
  readonly by: string;
  readonly generation: number;
  /** Bad calls in a row of that process, up to now. */
  readonly streak: number;
  /** What was wrong with the latest bad one. */
  readonly cause: string;
  /** The vendor's own word on when to come back. */
  readonly retryAfterMs?: number | undefined;
}

export type ProbeVerdict = 'success' | 'failure' | 'ignored';

/** How a probe went. */
export interface ProbeEnding {
  readonly verdict: ProbeVerdict;
  readonly cause: string;
  readonly retryAfterMs?: number | undefined;
}

export function newCircuit(settings: CircuitSettings, now: number): Circuit {
  return { generation: 0, phase: closed(settings, now, null), hold: null, late: 0 };
}

/**
 * Takes in calls that ended.
 * 1. Calls of another generation change nothing.
 * 2. While open or half-open only probes decide.
 * 3. What one process finds makes the circuit suspect; it opens when a second one agrees, or after
 *    the quorum's time if nobody who is well contradicted.
 * 4. Whoever was contradicted is not listened to for a while: it may be the one that is ill.
 */
export function observe(
  circuit: Circuit,
  seen: Observation,
  at: Moment,
  settings: CircuitSettings,
): Circuit {
  if (seen.generation !== circuit.generation) {
    return { ...circuit, late: circuit.late + seen.calls };
  }
  const { phase } = circuit;
  if (phase.kind !== 'closed') return circuit;
  if (phase.excused?.by === seen.by && at.now < phase.excused.until) return circuit;

  const window = addToWindow(phase.window, seen, at.now, settings.window);
  const counted: Circuit = { ...circuit, phase: { ...phase, window } };
  if (circuit.hold) return counted;
  const { suspicion } = phase;
  // Before the window is asked: what the suspect told of is in it as well.
  if (suspicion && suspicion.by !== seen.by && isWell(seen, settings)) {
    const excused = { by: suspicion.by, until: at.now + settings.excuseMs };
    return { ...circuit, phase: { ...closed(settings, phase.since, phase.cause), excused } };
  }
  if (isIll(seen, window, at.now, settings)) return accuse(counted, seen, at, settings);
  if (suspicion?.by === seen.by && seen.streak === 0 && seen.calls > 0) {
    return { ...counted, phase: { ...phase, window, suspicion: null } };
  }
  return counted;
}

/** A dependency refused for good, until somebody does something about it. */
export interface Refusal {
  /** The one the refused call began in. */
  readonly generation: number;
  readonly cause: string;
  readonly retryAfterMs?: number | undefined;
}

/** Opens without counting: the quota is exhausted, the key refused. Once open, the longest wait counts. */
export function openAtOnce(
  circuit: Circuit,
  { generation, cause, retryAfterMs }: Refusal,
  at: Moment,
  settings: CircuitSettings,
): Circuit {
  const { phase, hold } = circuit;
  if (hold || phase.kind === 'half_open') return circuit;
  if (phase.kind === 'open') {
    const asked = at.now + Math.min(retryAfterMs ?? 0, settings.maxProbeMs);
    return { ...circuit, phase: { ...phase, probeAt: Math.max(phase.probeAt, asked) } };
  }
  if (generation !== circuit.generation) return { ...circuit, late: circuit.late + 1 };
  return opened(circuit, cause, retryAfterMs, at, settings);
}

/** Lets time do its work: suspicions harden, probes fall due, leases and holds run out. */
export function advance(circuit: Circuit, at: Moment, settings: CircuitSettings): Circuit {
  const { hold, phase } = circuit;
  if (hold && hold.until !== null && hold.until <= at.now) {
    return advance(release(circuit), at, settings);
  }
  if (hold) return circuit;
  switch (phase.kind) {
    case 'closed':
      if (!phase.suspicion || at.now < phase.suspicion.until) return circuit;
      return opened(circuit, phase.suspicion.cause, undefined, at, settings);
    case 'open':
      if (at.now < phase.probeAt) return circuit;
      return entered(circuit, {
        kind: 'half_open',
        since: at.now,
        outageSince: phase.outageSince,
        cause: phase.cause,
        seen: phase.seen,
        leases: [],
        successes: 0,
      });
    case 'half_open':
      if (phase.leases.every(({ until }) => at.now < until)) return circuit;
      return reopened(circuit, phase, { cause: 'a probe never came back' }, at, settings);
  }
}

/** When time will next change something; null when only calls will. */
export function wakeAt({ hold, phase }: Circuit): number | null {
  if (hold) return hold.until;
  switch (phase.kind) {
    case 'closed':
      return phase.suspicion?.until ?? null;
    case 'open':
      return phase.probeAt;
    case 'half_open':
      return phase.leases.length === 0 ? null : Math.min(...phase.leases.map(({ until }) => until));
  }
}

/** Hands out a probe; null when none is left. Call `advance` first. */
export function grantProbe(
  circuit: Circuit,
  lease: Lease,
  settings: CircuitSettings,
): Circuit | null {
  const { phase, hold } = circuit;
  if (hold || phase.kind !== 'half_open') return null;
  if (phase.successes + phase.leases.length >= settings.probes) return null;
  return { ...circuit, phase: { ...phase, leases: [...phase.leases, lease] } };
}

/**
 * Takes in how a probe went: a success counts towards closing, a failure opens again at once, and one
 * that proved nothing gives its permission back. A probe nobody granted changes nothing.
 */
export function settleProbe(
  circuit: Circuit,
  id: string,
  { verdict, cause, retryAfterMs }: ProbeEnding,
  at: Moment,
  settings: CircuitSettings,
): Circuit {
  const { phase } = circuit;
  if (phase.kind !== 'half_open' || !phase.leases.some((lease) => lease.id === id)) return circuit;
  if (verdict === 'failure') return reopened(circuit, phase, { cause, retryAfterMs }, at, settings);
  const leases = phase.leases.filter((lease) => lease.id !== id);
  const successes = phase.successes + (verdict === 'success' ? 1 : 0);
  if (successes >= settings.probes)
    return entered(circuit, closed(settings, at.now, 'a probe succeeded'));
  return { ...circuit, phase: { ...phase, leases, successes } };
}

/** An operator's word: the circuit stays like this, whatever it sees. Calls go on being counted. */
export function holdAs(circuit: Circuit, hold: Hold): Circuit {
  return { ...circuit, generation: circuit.generation + 1, hold };
}

/** Ends a hold: the circuit goes on from where it was. */
export function release(circuit: Circuit): Circuit {
  if (!circuit.hold) return circuit;
  return { ...circuit, generation: circuit.generation + 1, hold: null };
}

/** As new, but for its generation: whatever is under way no longer counts. */
export function reset(circuit: Circuit, settings: CircuitSettings, now: number): Circuit {
  return { ...entered(circuit, closed(settings, now, 'reset by an operator')), hold: null };
}

function accuse(
  circuit: Circuit & { readonly phase: Circuit['phase'] },
  seen: Observation,
  at: Moment,
  settings: CircuitSettings,
): Circuit {
  const phase = circuit.phase as Closed;
  const { suspicion } = phase;
  const agreed = suspicion !== null && suspicion.by !== seen.by;
  if (agreed || settings.quorumMs === 0) {
    return opened(circuit, seen.cause, seen.retryAfterMs, at, settings);
  }
  if (suspicion) return circuit;
  const accused = { by: seen.by, until: at.now + settings.quorumMs, cause: seen.cause };
  return { ...circuit, phase: { ...phase, suspicion: accused } };
}

function isIll(seen: Observation, window: Window, now: number, settings: CircuitSettings): boolean {
  if (seen.streak >= settings.consecutive) return true;
  if (seen.failed + seen.slow === 0) return false;
  const { calls, failed, slow } = tallyOf(window, now, settings.window);
  const enough = calls >= minimumCallsOf(settings);
  return enough && (failed / calls >= settings.failureShare || slow / calls >= settings.slowShare);
}

/** A window of calls can never hold more than its size. */
function minimumCallsOf({ minimumCalls, window }: CircuitSettings): number {
  return window.kind === 'calls' ? Math.min(minimumCalls, window.size) : minimumCalls;
}

function isWell(
  { calls, failed, slow, streak }: Observation,
  { consecutive, failureShare, slowShare }: CircuitSettings,
): boolean {
  if (streak >= consecutive) return false;
  return calls > 0 && failed / calls < failureShare && slow / calls < slowShare;
}

function closed(settings: CircuitSettings, since: number, cause: string | null): Closed {
  const window = emptyWindow(settings.window);
  return { kind: 'closed', since, cause, window, suspicion: null, excused: null };
}

function opened(
  circuit: Circuit,
  cause: string,
  retryAfterMs: number | undefined,
  at: Moment,
  settings: CircuitSettings,
): Circuit {
  const probeAt = at.now + probeDelayMs(0, retryAfterMs, at.random, settings);
  const { now } = at;
  const { phase } = circuit;
  const seen = phase.kind === 'closed' ? tallyOf(phase.window, now, settings.window) : phase.seen;
  return entered(circuit, { kind: 'open', since: now, outageSince: now, probeAt, cause, seen });
}

function reopened(
  circuit: Circuit,
  { outageSince, seen }: HalfOpen,
  { cause, retryAfterMs }: Omit<ProbeEnding, 'verdict'>,
  at: Moment,
  settings: CircuitSettings,
): Circuit {
  const probeAt = at.now + probeDelayMs(at.now - outageSince, retryAfterMs, at.random, settings);
  return entered(circuit, { kind: 'open', since: at.now, outageSince, probeAt, cause, seen });
}

function entered(circuit: Circuit, phase: Circuit['phase']): Circuit {
  return { ...circuit, generation: circuit.generation + 1, phase };
}
