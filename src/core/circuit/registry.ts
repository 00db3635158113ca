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
  release,
  reset,
  settleProbe,
  trip,
  wakeAt,
} from './circuit.js';
import { advanceRate, observeRate, rateWakeAt, type Rate } from './rate.js';
import type { Circuit, Clock } from './state.js';

/** Everything the workflow of one dependency knows: plain JSON, never changed in place. */
export interface Registry {
  readonly circuits: Readonly<Record<string, Kept>>;
  readonly rates: Readonly<Record<string, Rate>>;
  /** The number of each process's last report. */
  readonly heard: Readonly<Record<string, Heard>>;
}

interface Kept {
  readonly circuit: Circuit;
  readonly usedAt: number;
}

interface Heard {
  readonly seq: number;
  readonly at: number;
}

/** The memo and the state carried into a new run must stay small, whatever is reported. */
const mostCircuits = 128;
const mostProcesses = 512;

export const emptyRegistry: Registry = { circuits: {}, rates: {}, heard: {} };

/** Applies a process's report, unless it was applied already. */
export function applyReport(
  registry: Registry,
  report: DependencyReport,
  clock: Clock,
  plan: DependencyPlan,
): Registry {
  const { by, seq } = report;
  if (seq <= (registry.heard[by]?.seq ?? -1)) return registry;
  const heard = { ...registry.heard, [by]: { seq, at: clock.now } };
  let next: Registry = { ...registry, heard: newest(heard) };
  for (const told of report.circuits) {
    next = change(next, told.name, clock, plan, (circuit) =>
      applyCalls(circuit, by, told, clock, plan.circuit),
    );
  }
  for (const { queue, ...sample } of report.rates) {
    const limits = plan.rates[queue];
    if (!limits) continue;
    const rate = observeRate(rateOf(next, queue), { by, ...sample }, clock.now, limits);
    next = { ...next, rates: { ...next.rates, [queue]: rate } };
  }
  return next;
}

function applyCalls(
  circuit: Circuit,
  by: string,
  report: CircuitReport,
  clock: Clock,
  settings: CircuitSettings,
): Circuit {
  return report.trip
    ? trip(circuit, report, clock, settings)
    : observe(circuit, { ...report, by }, clock, settings);
}

/**
 * Whether a probe of this circuit may be granted now. Uses no random number: a rejected update is not
 * in the history, so a replay would draw other numbers than the first run.
 */
export function mayProbe(
  registry: Registry,
  request: ProbeRequest,
  now: number,
  plan: DependencyPlan,
): boolean {
  return granted(registry, request, { now, random: () => 0 }, plan) !== null;
}

/** Grants a probe that `mayProbe`. */
export function applyProbe(
  registry: Registry,
  request: ProbeRequest,
  clock: Clock,
  plan: DependencyPlan,
): Registry {
  return granted(registry, request, clock, plan) ?? registry;
}

function granted(
  registry: Registry,
  { name, lease, forMs }: ProbeRequest,
  clock: Clock,
  plan: DependencyPlan,
): Registry | null {
  const kept = registry.circuits[name];
  if (!kept) return null;
  const due = advance(kept.circuit, clock, plan.circuit);
  const circuit = grantProbe(due, { id: lease, until: clock.now + forMs });
  return circuit && keep(registry, name, circuit, clock.now);
}

export function applyProbeResult(
  registry: Registry,
  { name, lease, ...result }: ProbeResult,
  clock: Clock,
  plan: DependencyPlan,
): Registry {
  if (!registry.circuits[name]) return registry;
  return change(registry, name, clock, plan, (circuit) =>
    settleProbe(circuit, lease, result, clock, plan.circuit),
  );
}

/** Applies an operator's command to one circuit, or to all that are configured or were reported. */
export function applyOperation(
  registry: Registry,
  { verb, name, forMs }: Operation,
  clock: Clock,
  plan: DependencyPlan,
): Registry {
  const since = clock.now;
  const until = forMs === undefined ? null : since + forMs;
  const operate = (circuit: Circuit): Circuit => {
    switch (verb) {
      case 'open':
        return holdAs(circuit, { as: 'open', since, until });
      case 'close':
        return holdAs(circuit, { as: 'closed', since, until });
      case 'reset':
        return reset(circuit, clock.now);
      case 'auto':
        return release(circuit);
    }
  };
  const names = name === undefined ? namesOf(registry, plan) : [name];
  return names.reduce((next, each) => change(next, each, clock, plan, operate), registry);
}

/** An operator's rate for a queue; null returns it to adaptive control. */
export function applyPin(registry: Registry, { queue, perSecond }: RatePin): Registry {
  const rate: Rate = perSecond === null ? { kind: 'free' } : { kind: 'pinned', perSecond };
  return { ...registry, rates: { ...registry.rates, [queue]: rate } };
}

/** Whether this dependency has the circuit, or the queue, by its configuration or its reports. */
export function isKnown(registry: Registry, plan: DependencyPlan, name: string): boolean {
  return [...namesOf(registry, plan), ...plan.queues, ...Object.keys(registry.rates)].includes(
    name,
  );
}

function namesOf({ circuits }: Registry, { names }: DependencyPlan): readonly string[] {
  return [...new Set([...names, ...Object.keys(circuits)])];
}

/**
 * Applies what fell due everywhere. The rate of a queue that left the configuration is forgotten,
 * since nothing else would end it; an operator's pin stays until the operator ends it.
 */
export function advanceAll(registry: Registry, clock: Clock, plan: DependencyPlan): Registry {
  const circuits = Object.entries(registry.circuits).map(([name, kept]) => [
    name,
    { ...kept, circuit: advance(kept.circuit, clock, plan.circuit) },
  ]);
  const rates = Object.entries(registry.rates).flatMap(([queue, rate]) => {
    const limits = plan.rates[queue];
    if (limits) return [[queue, advanceRate(rate, clock.now, limits)]];
    return rate.kind === 'pinned' ? [[queue, rate]] : [];
  });
  return {
    ...registry,
    circuits: Object.fromEntries(circuits) as Registry['circuits'],
    rates: Object.fromEntries(rates) as Registry['rates'],
  };
}

/** When time will change something next; Infinity when only reports will. */
export function nextWakeAt({ circuits, rates }: Registry): number {
  const times = [
    ...Object.values(circuits).map(({ circuit }) => wakeAt(circuit)),
    ...Object.values(rates).map(rateWakeAt),
  ];
  return Math.min(...times.map((time) => time ?? Infinity));
}

function rateOf({ rates }: Registry, queue: string): Rate {
  return rates[queue] ?? { kind: 'free' };
}

function change(
  registry: Registry,
  name: string,
  clock: Clock,
  plan: DependencyPlan,
  work: (circuit: Circuit) => Circuit,
): Registry {
  const known = registry.circuits[name]?.circuit ?? newCircuit(clock.now);
  return keep(registry, name, work(advance(known, clock, plan.circuit)), clock.now);
}

/** Stores a circuit. Beyond the limit, the idle one used longest ago makes room, or nothing changes. */
function keep(registry: Registry, name: string, circuit: Circuit, usedAt: number): Registry {
  const circuits = { ...registry.circuits, [name]: { circuit, usedAt } };
  if (Object.keys(circuits).length <= mostCircuits) return { ...registry, circuits };
  const [oldest] = Object.entries(registry.circuits)
    .filter(([, kept]) => isIdle(kept.circuit))
    .sort(([, one], [, other]) => one.usedAt - other.usedAt);
  if (!oldest) return registry;
  const { [oldest[0]]: _, ...rest } = circuits;
  return { ...registry, circuits: rest };
}

function isIdle({ phase, hold }: Circuit): boolean {
  return hold === null && phase.kind === 'closed' && phase.suspicion === null;
}

function newest(heard: Registry['heard']): Registry['heard'] {
  const entries = Object.entries(heard);
  if (entries.length <= mostProcesses) return heard;
  const sorted = entries.sort(([, one], [, other]) => other.at - one.at);
  return Object.fromEntries(sorted.slice(0, mostProcesses));
}
