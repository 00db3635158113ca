import type { CircuitSettings } from '../../contracts/circuit.js';
import type { Failure } from './observation.js';
import { probeDelayMs } from './probe-delay.js';
import type { Clock } from './clock.js';
import type { Circuit, Closed, HalfOpen, Open } from './state.js';
import { emptyWindow, tallyOf } from './window.js';

/** Puts a circuit into another phase: a new generation, in which no earlier call counts. */
export function enter(circuit: Circuit, phase: Circuit['phase']): Circuit {
  return { ...circuit, generation: circuit.generation + 1, phase };
}

/** Begins an outage. */
export function open(
  circuit: Circuit,
  { cause, retryAfterMs }: Failure,
  { now, random }: Clock,
  settings: CircuitSettings,
): Circuit {
  const { phase } = circuit;
  const probeAt = now + probeDelayMs(0, retryAfterMs, random, settings);
  const seen = phase.kind === 'closed' ? tallyOf(phase.window, now, settings.window) : phase.seen;
  return enter(circuit, { kind: 'open', since: now, outageSince: now, probeAt, cause, seen });
}

/** Goes on with an outage: a probe found that it is not over. */
export function reopen(
  circuit: Circuit,
  { outageSince, seen }: HalfOpen,
  { cause, retryAfterMs }: Failure,
  { now, random }: Clock,
  settings: CircuitSettings,
): Circuit {
  const probeAt = now + probeDelayMs(now - outageSince, retryAfterMs, random, settings);
  return enter(circuit, { kind: 'open', since: now, outageSince, probeAt, cause, seen });
}

/** An open phase whose probe has fallen due: nobody has asked for it yet. */
export function halfOpen({ outageSince, cause, seen }: Open, now: number): HalfOpen {
  return { kind: 'half_open', since: now, outageSince, cause, seen, leases: [], successes: 0 };
}

/** A closed phase in which nothing was counted yet. */
export function closed(settings: CircuitSettings, since: number, cause: string | null): Closed {
  const window = emptyWindow(settings.window);
  return { kind: 'closed', since, cause, window, suspicion: null, ignored: null };
}
