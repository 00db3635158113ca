import type {
  CircuitSettings,
  CircuitView,
  DependencyView,
  ProbeResult,
  RateView,
} from '../../contracts/circuit.js';
import type { SharedCircuits } from '../../ports/shared-circuits.js';
import { circuitsOf, requestTimeoutMs, type DependencyCircuits } from './dependency-circuits.js';
import { Breaker, type CircuitSnapshot } from './breaker.js';
import type { QueueCounts } from './queue-counts.js';
import { Reporter } from './reporter.js';
import { SharedProbes, type ProbeAnswer } from './shared-probes.js';

export interface CircuitSyncOptions {
  readonly shared: SharedCircuits;
  readonly settings: CircuitSettings;
  /** Names this process in reports and leases. */
  readonly process: string;
  readonly queues: QueueCounts;
  /** Milliseconds that only ever grow. */
  readonly clock: () => number;
  readonly random: () => number;
}

/** A dependency as this process sees it. */
export interface DependencySnapshot {
  readonly circuits: readonly CircuitSnapshot[];
  readonly limits: readonly RateView[];
}

/** How often the shared state is read: while something is wrong, while in use, and otherwise. */
const pollMs = { uneasy: 250, used: 500, idle: 5_000 };
/** In use until this long after the last call. */
const usedForMs = 30_000;
/** A state seen longer ago than this says nothing any more. */
const staleMs = 15_000;
/** The entity has made something of what it was told by then. */
const answeredWithinMs = 50;

/**
 * This process's end of the circuits of one dependency. While all is well it only reads: nothing is
 * told, and no history grows.
 */
export class CircuitSync {
  readonly #board: DependencyCircuits;
  readonly #circuits = new Map<string, Breaker>();
  readonly #probes: SharedProbes;
  readonly #reports: Reporter;
  readonly #stopping = new AbortController();
  #view: DependencyView | null = null;
  #seenAt = -Infinity;
  #usedAt = -Infinity;
  #poll: { readonly timer: NodeJS.Timeout; readonly at: number } | undefined;

  constructor(
    dependency: string,
    readonly options: CircuitSyncOptions,
  ) {
    const { process, queues, clock } = options;
    this.#board = circuitsOf(dependency, options.shared);
    const shared = { shared: this.#board, process, clock, stopping: this.#stopping.signal };
    const readAnswer = () => this.#readIn(answeredWithinMs);
    const readNow = () => this.#readIn(0);
    this.#probes = new SharedProbes({ ...shared, onSettled: readAnswer, onDenied: readNow });
    const circuits = () => [...this.#circuits.values()];
    this.#reports = new Reporter({ ...shared, circuits, queues, onReported: readAnswer });
  }

  /** Begins to follow the shared state. */
  start(): void {
    void this.#read();
  }

  /** Stops following and telling; what was not told yet is lost, and windows heal by themselves. */
  stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#poll?.timer);
  }

  circuit(name: string): Breaker {
    let circuit = this.#circuits.get(name);
    if (circuit === undefined) {
      const { settings, clock } = this.options;
      circuit = new Breaker(name, settings, clock());
      circuit.follow(this.#viewOf(name), clock());
      this.#circuits.set(name, circuit);
    }
    return circuit;
  }

  /** Whether the shared state was seen lately. */
  isReachable(): boolean {
    return this.options.clock() - this.#seenAt <= staleMs;
  }

  /** Names of circuits that reject calls now. One that may be probed is not among them. */
  open(): readonly string[] {
    const { clock } = this.options;
    return [...this.#circuits.values()]
      .filter((circuit) => circuit.openForMs(clock()) > 0)
      .map(({ name }) => name);
  }

  /** How these circuits stand, and what limits queues over their configuration. */
  snapshot(names: readonly string[]): DependencySnapshot {
    return {
      circuits: names.map((name) => this.circuit(name).snapshot),
      limits: this.#view?.rates ?? [],
    };
  }

  /** A call is about to be made: the state should be fresh. */
  used(): void {
    const { clock } = this.options;
    const now = clock();
    const wasIdle = now - this.#usedAt > usedForMs;
    this.#usedAt = now;
    if (wasIdle) this.#readIn(0);
  }

  /** Something was counted: tells, when there is something to tell. */
  onRecorded(circuit: Breaker): void {
    this.#reports.onRecorded(circuit);
  }

  /** Calls were refused, or few are left. */
  onRateRecorded(): void {
    this.#reports.onRateRecorded();
  }

  /** Asks the shared circuit for a probe that is to end within that time. */
  acquireProbe(circuit: Breaker, forMs: number): Promise<ProbeAnswer> {
    return this.#probes.acquire(circuit, forMs);
  }

  /** Tells how a probe went, and looks soon what came of it. */
  settleProbe(result: ProbeResult): Promise<void> {
    return this.#probes.settle(result);
  }

  /** A call went well: made without the leave of the shared circuit, it proves as much as a probe. */
  async onSuccess(circuit: Breaker): Promise<void> {
    if (!circuit.isAheadOfShared(this.options.clock()) || !this.isReachable()) return;
    // Settled at once: the lease need not outlast the telling.
    const answer = await this.acquireProbe(circuit, requestTimeoutMs);
    if (answer.kind !== 'granted') return;
    const { name } = circuit;
    await this.settleProbe({ name, lease: answer.lease, verdict: 'success', cause: '' });
  }

  async #read(): Promise<void> {
    this.#poll = undefined;
    try {
      const view = await this.#board.view();
      this.#seenAt = this.options.clock();
      this.#follow(view);
    } catch {
      // Seen too long ago, the state is no longer believed: that is all there is to do.
    }
    this.#readIn(this.#pollMs());
  }

  #follow(view: DependencyView | null): void {
    if (view && this.#view && !isNewer(view, this.#view)) return;
    this.#view = view;
    const now = this.options.clock();
    for (const circuit of this.#circuits.values()) {
      circuit.follow(this.#viewOf(circuit.name), now);
      this.onRecorded(circuit);
    }
  }

  #viewOf(name: string): CircuitView | null {
    return this.#view?.circuits.find((circuit) => circuit.name === name) ?? null;
  }

  #pollMs(): number {
    const { clock, random } = this.options;
    const uneasy = [...this.#circuits.values()].some(({ phase }) => phase !== 'closed');
    const used = clock() - this.#usedAt <= usedForMs;
    const base = uneasy && used ? pollMs.uneasy : used ? pollMs.used : pollMs.idle;
    // Many processes must not ask in step.
    return base * (0.9 + 0.2 * random());
  }

  #readIn(ms: number): void {
    if (this.#stopping.signal.aborted) return;
    const at = this.options.clock() + ms;
    if (this.#poll && this.#poll.at <= at) return;
    clearTimeout(this.#poll?.timer);
    this.#poll = { timer: setTimeout(() => void this.#read(), ms).unref(), at };
  }
}

function isNewer(one: DependencyView, other: DependencyView): boolean {
  return one.epoch !== other.epoch ? one.epoch > other.epoch : one.counter > other.counter;
}
