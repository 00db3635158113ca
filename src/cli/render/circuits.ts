import type { CircuitView, DependencyView, RateView } from '../../contracts/circuit.js';
import { circuitBreakerId } from '../../contracts/names.js';
import { shortened, table } from './layout.js';
import type { Paint } from './paint.js';
import { time } from './quantities.js';

/** A dependency of the configuration, with the state of its circuits; null while none was reported. */
export interface ShownDependency {
  readonly dependency: string;
  readonly circuits: readonly string[];
  readonly view: DependencyView | null;
  /** Attempts in vain of its workflow; null while that makes progress. */
  readonly jam: number | null;
}

const causeWidth = 70;

/** Every circuit with its state, since when and why, and the limits in force. */
export function renderCircuits(
  states: readonly ShownDependency[],
  now: number,
  paint: Paint,
): string {
  const rows = states.flatMap((state) =>
    circuitsOf(state).map((row) => circuitRow(row, now, paint)),
  );
  const titles = ['circuit', 'state', 'since', 'failed', 'slow', 'next probe', 'why'];
  const rates = states.flatMap(({ view }) => view?.rates ?? []);
  const limits = rates.length === 0 ? '' : `\n\n${renderRates(rates, paint)}`;
  const jams = states.flatMap(({ dependency, jam }) => {
    if (jam === null) return [];
    const fix = `revive it with: ${reviveCommand(dependency)}`;
    return [paint.red(`\n\n${jamMessage(dependency, jam)}; ${fix}`)];
  });
  return table(titles, rows, paint) + limits + jams.join('');
}

export function jamMessage(dependency: string, attempts: number): string {
  return `${circuitBreakerId(dependency)} makes no progress: its task failed ${attempts} times, and workers use their local circuits`;
}

/** The next report starts a new workflow. */
export function reviveCommand(dependency: string): string {
  return `temporal workflow terminate --workflow-id ${circuitBreakerId(dependency)}`;
}

/** All circuits of the configuration, and others that were reported. */
function circuitsOf({ circuits, view }: ShownDependency): readonly (CircuitView | string)[] {
  const known = new Map(view?.circuits.map((circuit) => [circuit.name, circuit]));
  const names = new Set([...circuits, ...known.keys()]);
  return [...names].map((name) => known.get(name) ?? name);
}

function circuitRow(circuit: CircuitView | string, now: number, paint: Paint): string[] {
  if (typeof circuit === 'string') return [paint.bold(circuit), paint.green('closed')];
  const since = Date.parse(circuit.held?.since ?? circuit.since);
  const { name, generation, calls, failed, slow, probeAt, cause = '' } = circuit;
  return [
    paint.bold(name),
    stateOf(circuit, now, paint),
    // One that never opened has been closed for ever.
    generation === 0 ? '' : `${time(Math.max(0, now - since))} ago`,
    share(failed, calls),
    share(slow, calls),
    probeAt === undefined ? '' : `in ${time(Math.max(0, Date.parse(probeAt) - now))}`,
    shortened(cause, causeWidth),
  ];
}

function stateOf({ phase, held }: CircuitView, now: number, paint: Paint): string {
  if (held) {
    const left = held.until ? ` for ${time(Math.max(0, Date.parse(held.until) - now))}` : '';
    return paint.yellow(`held ${held.as}${left}`);
  }
  switch (phase) {
    case 'closed':
      return paint.green('closed');
    case 'suspect':
      return paint.yellow('suspect');
    case 'half_open':
      return paint.yellow('half-open');
    case 'open':
      return paint.red('open');
  }
}

function renderRates(rates: readonly RateView[], paint: Paint): string {
  const rows = rates.map(({ queue, perSecond, cause }) => [
    paint.bold(queue),
    perSecond === 0 ? paint.red('paused') : `${Math.round(perSecond * 100) / 100} per second`,
    shortened(cause, causeWidth),
  ]);
  return table(['limited queue', 'rate', 'why'], rows, paint);
}

function share(part: number, calls: number): string {
  return calls === 0 ? '' : `${Math.round((100 * part) / calls)} % of ${calls}`;
}
