import type { DependencyPlan, DependencyView, Operation } from '../../../src/contracts/circuit.js';
import {
  advanceAll,
  emptyRegistry,
  mayProbe,
  applyOperation,
  applyProbe,
  applyProbeResult,
  applyReport,
  type Registry,
} from '../../../src/core/circuit/registry.js';
import { fingerprint, publishedState } from '../../../src/core/circuit/view.js';
import type { SharedCircuits } from '../../../src/ports/shared-circuits.js';

/** Shared circuits without Temporal: the same reducers, in this process. */
export class MemorySharedCircuits implements SharedCircuits {
  registry: Registry = emptyRegistry;
  reports = 0;
  probes = 0;
  /** Whether it can be reached at all. */
  up = true;
  /** How long it takes to take a report in, and to grant a probe. */
  reportMs = 0;
  probeMs = 0;
  #view: DependencyView | null = null;

  constructor(
    readonly plan: DependencyPlan,
    readonly clock: () => number,
  ) {}

  async view(): Promise<DependencyView | null> {
    this.#requireUp();
    this.#advance();
    return this.#view;
  }

  async report(_: string, report: Parameters<SharedCircuits['report']>[1]): Promise<void> {
    this.#requireUp();
    this.reports += 1;
    await this.#take(this.reportMs);
    this.#set(applyReport(this.registry, report, this.#moment(), this.plan));
  }

  async acquireProbe(_: string, request: Parameters<SharedCircuits['acquireProbe']>[1]) {
    this.#requireUp();
    await this.#take(this.probeMs);
    if (!mayProbe(this.registry, request, this.#moment().now, this.plan)) return false;
    this.probes += 1;
    this.#set(applyProbe(this.registry, request, this.#moment(), this.plan));
    return true;
  }

  async settleProbe(_: string, result: Parameters<SharedCircuits['settleProbe']>[1]) {
    this.#requireUp();
    this.#set(applyProbeResult(this.registry, result, this.#moment(), this.plan));
  }

  operate(name: string, operation: Operation): void {
    this.#set(applyOperation(this.registry, { ...operation, name }, this.#moment(), this.plan));
  }

  /** As if the workflow was terminated and started again. */
  restart(): void {
    this.registry = emptyRegistry;
    this.#view = { epoch: this.clock(), circuits: [], rates: [] };
  }

  /** As if the database was restored to what it was when this was called; call the result to do so. */
  backUp(): () => void {
    const [registry, view] = [this.registry, this.#view];
    return () => {
      this.registry = registry;
      this.#view = view;
    };
  }

  #moment() {
    return { now: this.clock(), random: () => 0 };
  }

  #advance(): void {
    this.#set(advanceAll(this.registry, this.#moment(), this.plan));
  }

  #set(registry: Registry): void {
    this.registry = registry;
    const now = publishedState(registry, this.clock(), this.plan);
    const published = this.#view ?? { epoch: 1, circuits: [], rates: [] };
    if (fingerprint(now) === fingerprint(published)) return;
    this.#view = { ...now, epoch: published.epoch };
  }

  async #take(ms: number): Promise<void> {
    if (ms === 0) return;
    await new Promise((done) => setTimeout(done, ms));
    this.#requireUp();
  }

  #requireUp(): void {
    if (!this.up) throw new Error('out of reach');
  }
}
