import type { Config } from '../../config.js';
import type { DependencyPlan } from '../../contracts/circuit.js';
import type { SharedCircuits } from '../../ports/shared-circuits.js';
import { dependenciesOf, type Dependency } from '../../services.js';
import { CircuitSync, type DependencySnapshot } from './circuit-sync.js';
import { Guard, type CallCount } from './guard.js';
import { QueueCounts } from './queue-counts.js';

/** The circuits of this process. */
export interface Circuits {
  /** The guard of a dependency of the configuration. */
  of(dependency: string): Guard;
  /** Names of circuits that reject calls now. */
  open(): readonly string[];
  /** The state of a dependency, and how calls to it ended since this was last asked. */
  observe(dependency: Dependency): DependencySnapshot & { readonly calls: readonly CallCount[] };
  stop(): void;
}

export interface CircuitsOptions {
  readonly shared: SharedCircuits;
  /** Names this process. */
  readonly process: string;
  readonly currentQueue: () => string | null;
}

/** Creates a guard for every dependency of the configuration, and starts to follow their circuits. */
export function openCircuits(config: Config, options: CircuitsOptions): Circuits {
  const { settings } = config.circuits;
  const shared = { ...options, settings, clock: () => performance.now(), random: Math.random };
  const guards = new Map<string, Guard>();
  for (const { name: dependency } of dependenciesOf(config)) {
    const queues = new QueueCounts();
    const sync = new CircuitSync({ ...shared, dependency, queues });
    guards.set(dependency, new Guard(sync, { ...shared, queues }));
    sync.start();
  }
  const guardOf = (dependency: string): Guard => {
    const found = guards.get(dependency);
    if (found === undefined) throw new Error(`no such dependency: ${dependency}`);
    return found;
  };
  return {
    of: guardOf,
    open: () => [...guards.values()].flatMap(({ sync }) => sync.open()),
    observe({ name, circuits }) {
      const guard = guardOf(name);
      return { ...guard.sync.snapshot(circuits), calls: guard.takeCounts() };
    },
    stop: () => guards.forEach(({ sync }) => sync.stop()),
  };
}

/** What the circuit breaker workflow of a dependency reads from this configuration. */
export function circuitPlan(config: Config, dependency: string): DependencyPlan {
  const { settings, rates } = config.circuits;
  const known = dependenciesOf(config).find(({ name }) => name === dependency);
  const queues = Object.entries(known?.queues ?? {});
  const limits = queues.map(([queue, ceiling]) => [queue, { ...rates, ceiling }]);
  return {
    circuit: settings,
    rates: rates ? (Object.fromEntries(limits) as DependencyPlan['rates']) : {},
    names: known?.circuits ?? [],
    queues: queues.map(([queue]) => queue),
  };
}
