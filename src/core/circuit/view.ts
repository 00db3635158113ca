import type {
  CircuitTransition,
  CircuitView,
  DependencyPlan,
  DependencyView,
  RateView,
} from '../../contracts/circuit.js';
import { limitOf, type Rate } from './rate.js';
import type { Registry } from './registry.js';
import type { Circuit, Hold } from './state.js';
import { tallyOf } from './window.js';

type State = Omit<DependencyView, 'epoch'>;

/** What of a state is worth an event in the history: everything except counts and running times. */
export function fingerprint({ circuits, rates }: State): string {
  const phases = circuits.map(({ name, phase, generation, held, probeAt }) => {
    return [name, phase, generation, held, probeAt];
  });
  const limits = rates.map(({ queue, perSecond, pinned }) => [queue, perSecond, pinned]);
  return JSON.stringify([phases, limits]);
}

/** Every circuit that has ever been other than closed, and every queue that is limited. */
export function publishedState(registry: Registry, now: number, plan: DependencyPlan): State {
  const circuits = Object.entries(registry.circuits)
    .filter(([, { circuit }]) => !isPristine(circuit))
    .map(([name, { circuit }]) => circuitView(name, circuit, now, plan));
  const rates = Object.entries(registry.rates).flatMap(([queue, rate]) => rateView(queue, rate));
  return { circuits, rates };
}

function isPristine(circuit: Circuit): boolean {
  return circuit.generation === 0 && phaseOf(circuit) === 'closed';
}

function circuitView(
  name: string,
  circuit: Circuit,
  now: number,
  { circuit: { windowMs } }: DependencyPlan,
): CircuitView {
  const { phase, hold, generation } = circuit;
  const seen = phase.kind === 'closed' ? tallyOf(phase.window, now, windowMs) : phase.seen;
  const suspicion = phase.kind === 'closed' ? phase.suspicion : null;
  const cause = hold ? 'an operator' : (suspicion?.cause ?? phase.cause);
  return {
    name,
    phase: phaseOf(circuit),
    generation,
    since: iso(phase.since),
    ...(cause === null ? {} : { cause }),
    ...(phase.kind === 'open' && !hold
      ? { probeInMs: Math.max(0, phase.probeAt - now), probeAt: iso(phase.probeAt) }
      : {}),
    ...(hold ? { held: heldView(hold) } : {}),
    ...seen,
  };
}

function heldView({ as, since, until }: Hold): NonNullable<CircuitView['held']> {
  const from = { as, since: iso(since) };
  return until === null ? from : { ...from, until: iso(until), forMs: until - since };
}

function phaseOf({ phase }: Circuit): CircuitView['phase'] {
  return phase.kind === 'closed' && phase.suspicion ? 'suspect' : phase.kind;
}

function rateView(queue: string, rate: Rate): RateView[] {
  const perSecond = limitOf(rate);
  if (perSecond === null) return [];
  const pinned = rate.kind === 'pinned';
  const cause = 'cause' in rate ? rate.cause : 'pinned by an operator';
  return [{ queue, perSecond, cause, pinned }];
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

/** Outages that began or ended, and holds that were set or ended, between two published states. */
export function transitionsBetween(
  before: readonly CircuitView[],
  after: readonly CircuitView[],
): readonly CircuitTransition[] {
  const known = new Map(before.map((view) => [view.name, view]));
  return after.flatMap((view) => {
    const from = known.get(view.name);
    const to = stateNameOf(view);
    if (to === (from ? stateNameOf(from) : 'closed')) return [];
    return [{ name: view.name, to, cause: causeOf(view, from), generation: view.generation }];
  });
}

/** The end of a hold explains more than what closed the circuit before it. */
function causeOf(view: CircuitView, from: CircuitView | undefined): string {
  const isReleased = from?.held && !view.held && view.phase === 'closed';
  return (isReleased && from.since === view.since ? undefined : view.cause) ?? 'the hold ended';
}

/** A circuit that probes is still open, and a suspect one still closed. */
function stateNameOf({ held, phase }: CircuitView): CircuitTransition['to'] {
  if (held) return held.as === 'open' ? 'held_open' : 'held_closed';
  return phase === 'open' || phase === 'half_open' ? 'open' : 'closed';
}
