import type { CircuitSettings } from '../../contracts/circuit.js';
import { closed, enter, halfOpen, open, reopen } from './enter-phase.js';
import type { Observation, ProbeOutcome, Trip } from './observation.js';
import { isFailing, isHealthy } from './health.js';
import type { Clock } from './clock.js';
import type { Circuit, Closed, Hold, Lease } from './state.js';
import { addToWindow } from './window.js';

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
  at: Clock,
  settings: CircuitSettings,
): Circuit {
  if (seen.generation !== circuit.generation) {
    return { ...circuit, late: circuit.late + seen.calls };
  }
  const { phase } = circuit;
  if (phase.kind !== 'closed') return circuit;
  if (phase.ignored?.by === seen.by && at.now < phase.ignored.until) return circuit;

  const window = addToWindow(phase.window, seen, at.now, settings.window);
  const counted = { ...circuit, phase: { ...phase, window } };
  if (circuit.hold) return counted;
  const { suspicion } = phase;
  // Before the window is asked: what the suspect told of is in it as well.
  if (suspicion && suspicion.by !== seen.by && isHealthy(seen, settings)) {
    const ignored = { by: suspicion.by, until: at.now + settings.ignoreMs };
    return { ...circuit, phase: { ...closed(settings, phase.since, phase.cause), ignored } };
  }
  if (isFailing(seen, window, at.now, settings)) return suspect(counted, seen, at, settings);
  if (suspicion?.by === seen.by && seen.streak === 0 && seen.calls > 0) {
    return { ...counted, phase: { ...counted.phase, suspicion: null } };
  }
  return counted;
}

/** What one process finds bad enough: it opens the circuit if another one agrees. */
function suspect(
  circuit: Circuit & { readonly phase: Closed },
  seen: Observation,
  at: Clock,
  settings: CircuitSettings,
): Circuit {
  const { phase } = circuit;
  const { suspicion } = phase;
  const agreed = suspicion !== null && suspicion.by !== seen.by;
  if (agreed || settings.quorumMs === 0) return open(circuit, seen, at, settings);
  if (suspicion) return circuit;
  const accused = { by: seen.by, until: at.now + settings.quorumMs, cause: seen.cause };
  return { ...circuit, phase: { ...phase, suspicion: accused } };
}

/** Opens without counting: the quota is exhausted, the key refused. Once open, the longest wait counts. */
export function trip(
  circuit: Circuit,
  refusal: Trip,
  at: Clock,
  settings: CircuitSettings,
): Circuit {
  const { phase, hold } = circuit;
  if (hold || phase.kind === 'half_open') return circuit;
  if (phase.kind === 'open') {
    const asked = at.now + Math.min(refusal.retryAfterMs ?? 0, settings.maxProbeMs);
    return { ...circuit, phase: { ...phase, probeAt: Math.max(phase.probeAt, asked) } };
  }
  if (refusal.generation !== circuit.generation) return { ...circuit, late: circuit.late + 1 };
  return open(circuit, refusal, at, settings);
}

/** Lets time do its work: suspicions harden, probes fall due, leases and holds run out. */
export function advance(circuit: Circuit, at: Clock, settings: CircuitSettings): Circuit {
  const { hold, phase } = circuit;
  if (hold && hold.until !== null && hold.until <= at.now) {
    return advance(release(circuit), at, settings);
  }
  if (hold) return circuit;
  switch (phase.kind) {
    case 'closed':
      if (!phase.suspicion || at.now < phase.suspicion.until) return circuit;
      return open(circuit, { cause: phase.suspicion.cause }, at, settings);
    case 'open':
      if (at.now < phase.probeAt) return circuit;
      return enter(circuit, halfOpen(phase, at.now));
    case 'half_open':
      if (phase.leases.every(({ until }) => at.now < until)) return circuit;
      return reopen(circuit, phase, { cause: 'a probe never came back' }, at, settings);
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
  ending: ProbeOutcome,
  at: Clock,
  settings: CircuitSettings,
): Circuit {
  const { phase } = circuit;
  if (phase.kind !== 'half_open' || !phase.leases.some((lease) => lease.id === id)) return circuit;
  if (ending.verdict === 'failure') return reopen(circuit, phase, ending, at, settings);
  const leases = phase.leases.filter((lease) => lease.id !== id);
  const successes = phase.successes + (ending.verdict === 'success' ? 1 : 0);
  if (successes >= settings.probes) {
    return enter(circuit, closed(settings, at.now, 'a probe succeeded'));
  }
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
  return { ...enter(circuit, closed(settings, now, 'reset by an operator')), hold: null };
}
