import type {
  CircuitReport,
  CircuitSettings,
  DependencyPlan,
  DependencyReport,
  Operation,
  ProbeRequest,
  ProbeResult,
  RatePin,
} from '../../contracts/circuit.js';
import {
  advance,
  grantProbe,
  holdAs,
  newCircuit,
  observe,
  trip,
  release,
  reset,
  settleProbe,
  wakeAt,
} from './circuit.js';
import { advanceRate, observeRate, rateWakeAt, type Rate } from './rate.js';
import type { Clock } from './clock.js';
import type { Circuit } from './state.js';

/** Everything the entity of one dependency knows: plain JSON, never changed in place. */
export interface Registry {
  readonly circuits: Readonly<Record<string, Kept>>;
  readonly rates: Readonly<Record<string, Rate>>;
  /** The number of each process's last report. */
  readonly heard: Readonly<Record<string, { readonly seq: number; readonly at: number }>>;
}

interface Kept {
  readonly circuit: Circuit;
  readonly usedAt: number;
}

/** Most circuits and processes remembered; of circuits, those that are not closed are never forgotten. */
const mostCircuits = 512;
const mostProcesses = 512;

export const emptyRegistry: Registry = { circuits: {}, rates: {}, heard: {} };

/** Takes in a process's report, unless it was taken in already. */
export function applyReport(
  registry: Registry,
  report: DependencyReport,
  at: Clock,
  settings: DependencyPlan,
): Registry {
  const { by, seq } = report;
  if (seq <= (registry.heard[by]?.seq ?? -1)) return registry;
  let next: Registry = {
    ...registry,
    heard: newestOf({ ...registry.heard, [by]: { seq, at: at.now } }, mostProcesses, (of) => of.at),
  };
  for (const told of report.circuits) {
    next = change(next, told.name, at, settings, (circuit) =>
      applyCalls(circuit, by, told, at, settings.circuit),
    );
  }
  for (const { queue, ...sample } of report.rates) {
    const limits = settings.rates[queue];
    if (!limits) continue;
    const rate = observeRate(rateOf(next, queue), { by, ...sample }, at.now, limits);
    next = { ...next, rates: { ...next.rates, [queue]: rate } };
  }
  return next;
}

function applyCalls(
  circuit: Circuit,
  by: string,
  told: CircuitReport,
  at: Clock,
  settings: CircuitSettings,
): Circuit {
  return told.trip
    ? trip(circuit, told, at, settings)
    : observe(circuit, { ...told, by }, at, settings);
}

/**
 * Whether a probe of this circuit may be handed out now. Throws no dice: who only asks must leave no
 * trace, and a workflow's dice would fall otherwise in a replay, where refused questions do not happen.
 */
export function mayProbe(
  registry: Registry,
  request: ProbeRequest,
  now: number,
  settings: DependencyPlan,
): boolean {
  return granted(registry, request, { now, random: () => 0 }, settings) !== null;
}

/** Hands out a probe that `mayProbe`. */
export function applyProbe(
  registry: Registry,
  request: ProbeRequest,
  at: Clock,
  settings: DependencyPlan,
): Registry {
  return granted(registry, request, at, settings) ?? registry;
}

function granted(
  registry: Registry,
  { name, lease, forMs }: ProbeRequest,
  at: Clock,
  settings: DependencyPlan,
): Registry | null {
  const kept = registry.circuits[name];
  if (!kept) return null;
  const due = advance(kept.circuit, at, settings.circuit);
  const circuit = grantProbe(due, { id: lease, until: at.now + forMs }, settings.circuit);
  return circuit && keep(registry, name, circuit, at.now);
}

export function applyProbeResult(
  registry: Registry,
  { name, lease, ...result }: ProbeResult,
  at: Clock,
  settings: DependencyPlan,
): Registry {
  return change(registry, name, at, settings, (circuit) =>
    settleProbe(circuit, lease, result, at, settings.circuit),
  );
}

/** An operator's command on these circuits, whether anything was told of them or not. */
export function applyOperation(
  registry: Registry,
  names: readonly string[],
  { verb, forMs }: Operation,
  at: Clock,
  settings: DependencyPlan,
): Registry {
  const since = at.now;
  const until = forMs === undefined ? null : since + forMs;
  const operate = (circuit: Circuit): Circuit => {
    switch (verb) {
      case 'open':
        return holdAs(circuit, { as: 'open', since, until });
      case 'close':
        return holdAs(circuit, { as: 'closed', since, until });
      case 'reset':
        return reset(circuit, settings.circuit, at.now);
      case 'auto':
        return release(circuit);
    }
  };
  return names.reduce((next, name) => change(next, name, at, settings, operate), registry);
}

/** An operator's rate for a queue; null gives it back. */
export function applyPin(registry: Registry, { queue, perSecond }: RatePin): Registry {
  const rate: Rate = perSecond === null ? { kind: 'free' } : { kind: 'pinned', perSecond };
  return { ...registry, rates: { ...registry.rates, [queue]: rate } };
}

/**
 * Lets time do its work on everything. A rate that no configuration speaks of any more is forgotten:
 * nothing would ever end it. An operator's stays until the operator ends it.
 */
export function advanceAll(registry: Registry, at: Clock, settings: DependencyPlan): Registry {
  const circuits = Object.entries(registry.circuits).map(([name, kept]) => [
    name,
    { ...kept, circuit: advance(kept.circuit, at, settings.circuit) },
  ]);
  const rates = Object.entries(registry.rates).flatMap(([queue, rate]) => {
    const limits = settings.rates[queue];
    if (limits) return [[queue, advanceRate(rate, at.now, limits)]];
    return rate.kind === 'pinned' ? [[queue, rate]] : [];
  });
  return {
    ...registry,
    circuits: Object.fromEntries(circuits) as Registry['circuits'],
    rates: Object.fromEntries(rates) as Registry['rates'],
  };
}

/** When time will next change something; null when only reports will. */
export function nextWakeAt({ circuits, rates }: Registry): number | null {
  const times = [
    ...Object.values(circuits).map(({ circuit }) => wakeAt(circuit)),
    ...Object.values(rates).map(rateWakeAt),
  ].filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
}

function rateOf({ rates }: Registry, queue: string): Rate {
  return rates[queue] ?? { kind: 'free' };
}

function change(
  registry: Registry,
  name: string,
  at: Clock,
  settings: DependencyPlan,
  work: (circuit: Circuit) => Circuit,
): Registry {
  const known = registry.circuits[name]?.circuit ?? newCircuit(settings.circuit, at.now);
  return keep(registry, name, work(advance(known, at, settings.circuit)), at.now);
}

/** Puts it back, and forgets closed ones used longest ago where there are too many. */
function keep(registry: Registry, name: string, circuit: Circuit, usedAt: number): Registry {
  const circuits = { ...registry.circuits, [name]: { circuit, usedAt } };
  const forget = Object.keys(circuits).length - mostCircuits;
  if (forget <= 0) return { ...registry, circuits };
  const idle = Object.entries(circuits)
    .filter(([other, kept]) => other !== name && isIdle(kept.circuit))
    .sort(([, one], [, other]) => one.usedAt - other.usedAt)
    .slice(0, forget)
    .map(([other]) => other);
  const left = Object.entries(circuits).filter(([other]) => !idle.includes(other));
  return { ...registry, circuits: Object.fromEntries(left) };
}

function isIdle({ phase, hold }: Circuit): boolean {
  return hold === null && phase.kind === 'closed' && phase.suspicion === null;
}

function newestOf<T>(
  record: Readonly<Record<string, T>>,
  most: number,
  timeOf: (value: T) => number,
): Readonly<Record<string, T>> {
  const entries = Object.entries(record);
  if (entries.length <= most) return record;
  return Object.fromEntries(
    entries.sort(([, one], [, other]) => timeOf(other) - timeOf(one)).slice(0, most),
  );
}
