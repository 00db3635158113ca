import type { Config } from '../../config.js';
import type { DependencyPlan } from '../../contracts/circuit.js';
import type { SharedCircuits } from '../../ports/shared-circuits.js';
import type { PortError } from '../../ports/port-error.js';
import { dependenciesOf, type Dependency } from '../../services.js';
import { CallCounts, countCalls, type CallCount } from './call-counts.js';
import { CircuitSync, type DependencySnapshot } from './circuit-sync.js';
import { createGuard } from './guard.js';
import { QueueCounts } from './queue-counts.js';
import { createVendorGuard, type VendorGuard } from './vendor-guard.js';

/** The circuits of this process. */
export interface Circuits {
  /** The guard of a dependency of the configuration. */
  of(dependency: string): VendorGuard;
  /** Names of circuits that reject calls now. */
  open(): readonly string[];
  /** How a dependency stands, and how calls to it ended since this was last asked. */
  seen(dependency: Dependency): SeenDependency;
  stop(): void;
}

export interface SeenDependency extends DependencySnapshot {
  readonly calls: readonly CallCount[];
}

export interface CircuitsOptions {
  readonly shared: SharedCircuits;
  /** Names this process. */
  readonly process: string;
  readonly currentQueue: () => string | null;
  /** Whether another attempt will follow a failed one, as far as the caller's retries go. */
  readonly isTriedAgain: (error: PortError) => boolean;
}

/** Opens a guard for every dependency of the configuration, and begins to follow their circuits. */
export function openCircuits(config: Config, options: CircuitsOptions): Circuits {
  const { shared, process, currentQueue, isTriedAgain } = options;
  const { settings, counts } = config.circuits;
  const clock = () => performance.now();
  const random = Math.random;
  const parts = new Map<string, Parts>();
  for (const { name } of dependenciesOf(config)) {
    const queues = new QueueCounts();
    const sync = new CircuitSync(name, { shared, settings, process, queues, clock, random });
    const guard = createGuard(sync, {
      clock,
      random,
      counts: (error) => counts === 'attempts' || !isTriedAgain(error),
    });
    const calls = new CallCounts();
    const call = countCalls(guard, calls);
    const vendorGuard = createVendorGuard({ call, sync, queues, clock, currentQueue });
    parts.set(name, { sync, calls, vendorGuard });
    sync.start();
  }
  const syncs = [...parts.values()].map(({ sync }) => sync);
  const partsOf = (dependency: string): Parts => {
    const found = parts.get(dependency);
    if (found === undefined) throw new Error(`no such dependency: ${dependency}`);
    return found;
  };
  return {
    of: (dependency) => partsOf(dependency).vendorGuard,
    open: () => syncs.flatMap((sync) => sync.open()),
    seen({ name, circuits }) {
      const { sync, calls } = partsOf(name);
      return { ...sync.snapshot(circuits), calls: calls.take() };
    },
    stop: () => syncs.forEach((sync) => sync.stop()),
  };
}

interface Parts {
  readonly sync: CircuitSync;
  readonly calls: CallCounts;
  readonly vendorGuard: VendorGuard;
}

/** What the entity of a dependency learns of this configuration. */
export function circuitPlan(config: Config, dependency: string): DependencyPlan {
  const { settings, rates } = config.circuits;
  const known = dependenciesOf(config).find(({ name }) => name === dependency);
  const limits = Object.entries(known?.queues ?? {}).map(([queue, perSecond]) => [
    queue,
    { ...rates, ceiling: perSecond },
  ]);
  return {
    circuit: settings,
    rates: rates ? (Object.fromEntries(limits) as DependencyPlan['rates']) : {},
    names: known?.circuits ?? [],
  };
}
