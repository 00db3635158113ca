import type {
  CircuitSettings,
  CircuitTransition,
  CircuitView,
  DependencyPlan,
  DependencyState,
  RateView,
} from '../../contracts/circuit.js';
import { limitOf, type Rate } from './rate.js';
import type { Registry } from './registry.js';
import type { Circuit, Hold } from './state.js';
import { tallyOf } from './window.js';

/** What of a view is worth an event in the history: everything but counts and times that run. */
export function fingerprint({ circuits, rates }: DependencyState): string {
  const told = circuits.map(({ name, phase, generation, held, probeAt }) => {
    return [name, phase, generation, held, probeAt];
  });
  const limits = rates.map(({ queue, perSecond, pinned }) => [queue, perSecond, pinned]);
  return JSON.stringify([told, limits]);
}

/** What is published: every circuit that is not as new, and every queue that is limited. */
export function publishedState(
  registry: Registry,
  now: number,
  settings: DependencyPlan,
): DependencyState {
  const { circuits, rates } = fullState(registry, now, settings);
  return { circuits: circuits.filter(({ name }) => !isPristine(name, registry)), rates };
}

/** The same with what is counted of healthy circuits, as far as anything was told of them. */
export function fullState(
  registry: Registry,
  now: number,
  settings: DependencyPlan,
): DependencyState {
  const circuits = Object.entries(registry.circuits)
    .filter(([name]) => settings.names.includes(name) || !isPristine(name, registry))
    .map(([name, { circuit }]) => circuitView(name, circuit, now, settings.circuit));
  const rates = Object.entries(registry.rates).flatMap(([queue, rate]) => rateView(queue, rate));
  return { circuits, rates };
}

function isPristine(name: string, { circuits }: Registry): boolean {
  const circuit = circuits[name]?.circuit;
  return !circuit || (circuit.generation === 0 && phaseOf(circuit) === 'closed');
}

function circuitView(
  name: string,
  circuit: Circuit,
  now: number,
  settings: CircuitSettings,
): CircuitView {
  const { phase, hold, generation } = circuit;
  const seen = phase.kind === 'closed' ? tallyOf(phase.window, now, settings.window) : phase.seen;
  const suspicion = phase.kind === 'closed' ? phase.suspicion : null;
  const cause = hold ? 'an operator' : (suspicion?.cause ?? phase.cause);
  return {
    name,
    phase: phaseOf(circuit),
    generation,
    since: new Date(phase.since).toISOString(),
    ...(cause === null ? {} : { cause }),
    ...(phase.kind === 'open' && !hold ? probeView(phase.probeAt, now) : {}),
    ...(hold ? { held: heldView(hold) } : {}),
    ...seen,
  };
}

function probeView(probeAt: number, now: number): Pick<CircuitView, 'probeInMs' | 'probeAt'> {
  return { probeInMs: Math.max(0, probeAt - now), probeAt: new Date(probeAt).toISOString() };
}

function heldView({ as, since, until }: Hold): NonNullable<CircuitView['held']> {
  const from = { as, since: new Date(since).toISOString() };
  return until === null ? from : { ...from, until: new Date(until).toISOString() };
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

/** Outages that began or ended, and holds that were imposed or lifted, between two views. */
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

/** A hold that ended says more than what closed the circuit before it. */
function causeOf(view: CircuitView, from: CircuitView | undefined): string {
  const isReleased = from?.held && !view.held && view.phase === 'closed';
  return (isReleased && from.since === view.since ? undefined : view.cause) ?? 'the hold ended';
}

/** A circuit that probes is still open, and one that is suspected still closed. */
function stateNameOf({ held, phase }: CircuitView): CircuitTransition['to'] {
  if (held) return held.as === 'open' ? 'held_open' : 'held_closed';
  return phase === 'open' || phase === 'half_open' ? 'open' : 'closed';
}
