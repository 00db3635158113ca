import type { Config } from '../../config.js';
import type { DependencyPlan } from '../../contracts/circuit.js';
import type { CircuitBoard } from '../../ports/circuit-board.js';
import type { PortError } from '../../ports/port-error.js';
import { DependencyLink } from './dependency-link.js';
import { createGuard } from './guard.js';
import { dependenciesOf } from './dependencies.js';
import { QueueCounts } from './queue-counts.js';
import { createVendorGuard, type VendorGuard } from './vendor-guard.js';

/** The circuits of this process. */
export interface Circuits {
  /** The guard of a dependency of the configuration. */
  of(dependency: string): VendorGuard;
  /** Names of circuits that reject calls now. */
  open(): readonly string[];
  stop(): void;
}

export interface CircuitsOptions {
  readonly board: CircuitBoard;
  /** Names this process. */
  readonly process: string;
  readonly currentQueue: () => string | null;
  /** Whether another attempt will follow a failed one, as far as the caller's retries go. */
  readonly isTriedAgain: (error: PortError) => boolean;
}

/** Opens a guard for every dependency of the configuration, and begins to follow their circuits. */
export function openCircuits(config: Config, options: CircuitsOptions): Circuits {
  const { board, process, currentQueue, isTriedAgain } = options;
  const { settings, counts } = config.circuits;
  const clock = () => performance.now();
  const random = Math.random;
  const links: DependencyLink[] = [];
  const guards = new Map<string, VendorGuard>();
  for (const { name } of dependenciesOf(config)) {
    const queues = new QueueCounts();
    const link = new DependencyLink(name, { board, settings, process, queues, clock, random });
    const call = createGuard(link, {
      clock,
      random,
      counts: (error) => counts === 'attempts' || !isTriedAgain(error),
    });
    guards.set(name, createVendorGuard({ call, link, queues, clock, currentQueue }));
    links.push(link);
    link.start();
  }
  return {
    of(dependency) {
      const guard = guards.get(dependency);
      if (guard === undefined) throw new Error(`no such dependency: ${dependency}`);
      return guard;
    },
    open: () => links.flatMap((link) => link.open()),
    stop: () => links.forEach((link) => link.stop()),
  };
}

/** What the entity of a dependency learns of this configuration. */
export function dependencyPlan(config: Config, dependency: string): DependencyPlan {
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
