import type { CircuitSettings } from '../../contracts/circuit.js';
import type {
  Circuit,
  Clock,
  Closed,
  Failure,
  HalfOpen,
  Hold,
  Lease,
  Observation,
  ProbeOutcome,
  Trip,
} from './state.js';
import { addToWindow, emptyWindow, tallyOf, type Window } from './window.js';

/** Circuits that opened together must not probe together: up to this share earlier. */
const probeJitter = 0.25;

export function newCircuit(now: number): Circuit {
  return { generation: 0, phase: closed(now, null), hold: null, late: 0 };
}

/**
 * Counts calls that ended.
 * 1. Calls of another generation change nothing.
 * 2. While open or half-open only probes decide.
 * 3. A failing process makes the circuit suspect. It opens when a second process agrees, or when the
 *    quorum's time passes and no healthy process contradicts.
 * 4. A process that was contradicted is ignored for a while: the fault may be its own.
 */
export function observe(
  circuit: Circuit,
  seen: Observation,
  clock: Clock,
  settings: CircuitSettings,
): Circuit {
  if (seen.generation !== circuit.generation) {
    return { ...circuit, late: circuit.late + seen.calls };
  }
  const { phase } = circuit;
  const { now } = clock;
  if (phase.kind !== 'closed') return circuit;
  if (phase.ignored?.by === seen.by && now < phase.ignored.until) return circuit;

  const window = addToWindow(phase.window, seen, now, settings.windowMs);
  const counted = { ...circuit, phase: { ...phase, window } };
  if (circuit.hold) return counted;
  const { suspicion } = phase;
  // Before the window is judged: it holds what the suspecting process reported as well.
  if (suspicion && suspicion.by !== seen.by && isHealthy(seen, settings)) {
    const ignored = { by: suspicion.by, until: now + settings.ignoreMs };
    return { ...circuit, phase: { ...closed(phase.since, phase.cause), ignored } };
  }
  if (isFailing(seen, window, now, settings)) return suspect(counted, seen, clock, settings);
  if (suspicion?.by === seen.by && seen.streak === 0 && seen.calls > 0) {
    return { ...counted, phase: { ...counted.phase, suspicion: null } };
  }
  return counted;
}

/** Whether what a process saw, or the window with it, is bad enough to open a circuit. */
function isFailing(
  seen: Observation,
  window: Window,
  now: number,
  settings: CircuitSettings,
): boolean {
  if (seen.streak >= settings.consecutive) return true;
  if (seen.failed + seen.slow === 0) return false;
  const { calls, failed, slow } = tallyOf(window, now, settings.windowMs);
  if (calls < settings.minimumCalls) return false;
  return failed / calls >= settings.failureShare || slow / calls >= settings.slowShare;
}

/** Whether what a process saw contradicts those that report failures. */
function isHealthy(
  { calls, failed, slow, streak }: Observation,
  { consecutive, failureShare, slowShare }: CircuitSettings,
): boolean {
  if (streak >= consecutive) return false;
  return calls > 0 && failed / calls < failureShare && slow / calls < slowShare;
}

function suspect(
  circuit: Circuit & { readonly phase: Closed },
  seen: Observation,
  clock: Clock,
  settings: CircuitSettings,
): Circuit {
  const { phase } = circuit;
  const { suspicion } = phase;
  const isConfirmed = suspicion !== null && suspicion.by !== seen.by;
  if (isConfirmed || settings.quorumMs === 0) return open(circuit, seen, clock, settings);
  if (suspicion) return circuit;
  const raised = { by: seen.by, until: clock.now + settings.quorumMs, cause: seen.cause };
  return { ...circuit, phase: { ...phase, suspicion: raised } };
}

/** Opens without counting. If it is open already, the longest wait that a vendor asked for counts. */
export function trip(
  circuit: Circuit,
  failure: Trip,
  clock: Clock,
  settings: CircuitSettings,
): Circuit {
  const { phase, hold } = circuit;
  if (hold || phase.kind === 'half_open') return circuit;
  if (phase.kind === 'open') {
    const asked = clock.now + Math.min(failure.retryAfterMs ?? 0, settings.maxProbeMs);
    return { ...circuit, phase: { ...phase, probeAt: Math.max(phase.probeAt, asked) } };
  }
  if (failure.generation !== circuit.generation) return { ...circuit, late: circuit.late + 1 };
  return open(circuit, failure, clock, settings);
}

/** Applies what fell due: quorums pass, probes become possible, leases and holds end. */
export function advance(circuit: Circuit, clock: Clock, settings: CircuitSettings): Circuit {
  const { hold, phase } = circuit;
  if (hold && hold.until !== null && hold.until <= clock.now) {
    return advance(release(circuit), clock, settings);
  }
  const due = wakeAt(circuit);
  if (hold || due === null || clock.now < due) return circuit;
  switch (phase.kind) {
    case 'closed':
      return open(circuit, { cause: phase.suspicion?.cause ?? '' }, clock, settings);
    case 'open': {
      const { outageSince, cause, seen } = phase;
      const halfOpen = { outageSince, cause, seen, since: clock.now, lease: null };
      return enter(circuit, { kind: 'half_open', ...halfOpen });
    }
    case 'half_open':
      return reopen(circuit, phase, { cause: 'a probe did not finish in time' }, clock, settings);
  }
}

/** When time will change something next; null when only calls will. */
export function wakeAt({ hold, phase }: Circuit): number | null {
  if (hold) return hold.until;
  switch (phase.kind) {
    case 'closed':
      return phase.suspicion?.until ?? null;
    case 'open':
      return phase.probeAt;
    case 'half_open':
      return phase.lease?.until ?? null;
  }
}

/** Grants a probe; null when there is none. Call `advance` first. */
export function grantProbe(circuit: Circuit, lease: Lease): Circuit | null {
  const { phase, hold } = circuit;
  if (hold || phase.kind !== 'half_open' || phase.lease) return null;
  return { ...circuit, phase: { ...phase, lease } };
}

/**
 * Applies the outcome of a probe: success closes the circuit, failure opens it again, and an ignored
 * probe returns its lease. A probe that was never granted changes nothing.
 */
export function settleProbe(
  circuit: Circuit,
  id: string,
  outcome: ProbeOutcome,
  clock: Clock,
  settings: CircuitSettings,
): Circuit {
  const { phase } = circuit;
  if (phase.kind !== 'half_open' || phase.lease?.id !== id) return circuit;
  switch (outcome.verdict) {
    case 'success':
      return enter(circuit, closed(clock.now, 'a probe succeeded'));
    case 'failure':
      return reopen(circuit, phase, outcome, clock, settings);
    case 'ignored':
      return { ...circuit, phase: { ...phase, lease: null } };
  }
}

/** An operator's hold: calls are still counted, but they decide nothing. */
export function holdAs(circuit: Circuit, hold: Hold): Circuit {
  return { ...circuit, generation: circuit.generation + 1, hold };
}

/** Ends a hold: the circuit continues where it was. */
export function release(circuit: Circuit): Circuit {
  if (!circuit.hold) return circuit;
  return { ...circuit, generation: circuit.generation + 1, hold: null };
}

/** As new, except for its generation: calls in flight no longer count. */
export function reset(circuit: Circuit, now: number): Circuit {
  return { ...enter(circuit, closed(now, 'reset by an operator')), hold: null };
}

function closed(since: number, cause: string | null): Closed {
  return { kind: 'closed', since, cause, window: emptyWindow, suspicion: null, ignored: null };
}

function open(
  circuit: Circuit,
  failure: Failure,
  clock: Clock,
  settings: CircuitSettings,
): Circuit {
  const { phase } = circuit;
  const { now } = clock;
  const probeAt = now + probeDelayMs(0, failure, clock, settings);
  const seen = phase.kind === 'closed' ? tallyOf(phase.window, now, settings.windowMs) : phase.seen;
  const { cause } = failure;
  return enter(circuit, { kind: 'open', since: now, outageSince: now, probeAt, cause, seen });
}

/** Continues an outage: the probe found that it is not over. */
function reopen(
  circuit: Circuit,
  { outageSince, seen }: HalfOpen,
  failure: Failure,
  clock: Clock,
  settings: CircuitSettings,
): Circuit {
  const { now } = clock;
  const probeAt = now + probeDelayMs(now - outageSince, failure, clock, settings);
  const { cause } = failure;
  return enter(circuit, { kind: 'open', since: now, outageSince, probeAt, cause, seen });
}

function enter(circuit: Circuit, phase: Circuit['phase']): Circuit {
  return { ...circuit, generation: circuit.generation + 1, phase };
}

/** A share of the outage so far: a short outage ends soon, and a long one is not hammered. */
function probeDelayMs(
  outageMs: number,
  { retryAfterMs = 0 }: Failure,
  { random }: Clock,
  { probeShare, minProbeMs, maxProbeMs }: CircuitSettings,
): number {
  const usual = Math.max(minProbeMs, outageMs * probeShare * (1 - probeJitter * random()));
  return Math.round(Math.min(maxProbeMs, Math.max(usual, retryAfterMs)));
}
