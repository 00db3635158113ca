import type {
  CircuitSettings,
  CircuitView,
  DependencyView,
  ProbeResult,
  RateView,
} from '../../contracts/circuit.js';
import type { SharedCircuits } from '../../ports/shared-circuits.js';
import { Breaker } from './breaker.js';
import type { QueueCounts } from './queue-counts.js';
import { Reporter } from './reporter.js';
import { requestTimeoutMs, SharedProbes, type ProbeAnswer } from './shared-probes.js';

export interface CircuitSyncOptions {
  readonly dependency: string;
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
  readonly circuits: readonly Breaker['snapshot'][];
  readonly limits: readonly RateView[];
}

/** How often the shared state is read: while a circuit is not closed, while in use, and otherwise. */
const pollMs = { unsettled: 250, used: 500, idle: 5_000 };
/** In use until this long after the last call. */
const usedForMs = 30_000;
/** A state that was read longer ago is not trusted any more. */
const staleMs = 15_000;
/** By then the workflow has applied what it was sent. */
const appliedWithinMs = 50;

/**
 * Keeps the breakers of one dependency in step with the shared circuits. While all is well it only
 * reads: nothing is reported, and no history grows.
 */
export class CircuitSync {
  readonly #breakers = new Map<string, Breaker>();
  readonly #probes: SharedProbes;
  readonly #reporter: Reporter;
  readonly #stopping = new AbortController();
  #view: DependencyView | null = null;
  #readAt = -Infinity;
  #usedAt = -Infinity;
  #isReading = false;
  #nextReadAt = Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly options: CircuitSyncOptions) {
    const stopping = this.#stopping.signal;
    const onApplied = () => this.#readIn(appliedWithinMs);
    const onDenied = () => this.#readIn(0);
    this.#probes = new SharedProbes({ ...options, stopping, onDenied, onSettled: onApplied });
    const breakers = () => [...this.#breakers.values()];
    this.#reporter = new Reporter({ ...options, stopping, breakers, onReported: onApplied });
  }

  start(): void {
    void this.#read();
  }

  /** Stops reading and reporting. What was not reported yet is lost; windows heal by themselves. */
  stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#timer);
  }

  breaker(name: string): Breaker {
    let breaker = this.#breakers.get(name);
    if (breaker === undefined) {
      const { settings, clock } = this.options;
      breaker = new Breaker(name, settings, clock());
      breaker.follow(this.#viewOf(name), clock());
      this.#breakers.set(name, breaker);
    }
    return breaker;
  }

  /** Whether the shared state was read lately. */
  isReachable(): boolean {
    return this.options.clock() - this.#readAt <= staleMs;
  }

  /** Names of circuits that reject calls now; one that may be probed is not among them. */
  open(): readonly string[] {
    const now = this.options.clock();
    const open = [...this.#breakers.values()].filter((breaker) => breaker.openForMs(now) > 0);
    return open.map(({ name }) => name);
  }

  snapshot(names: readonly string[]): DependencySnapshot {
    const circuits = names.map((name) => this.breaker(name).snapshot);
    return { circuits, limits: this.#view?.rates ?? [] };
  }

  /** A call is about to be made: the state should be fresh. */
  onUsed(): void {
    const now = this.options.clock();
    const wasIdle = now - this.#usedAt > usedForMs;
    this.#usedAt = now;
    if (wasIdle) this.#readIn(0);
  }

  onRecorded(breaker: Breaker): void {
    this.#reporter.onRecorded(breaker);
  }

  onRateRecorded(): void {
    this.#reporter.onRateRecorded();
  }

  /** Asks for a probe that ends within that time. */
  acquireProbe(breaker: Breaker, forMs: number): Promise<ProbeAnswer> {
    return this.#probes.acquire(breaker, forMs);
  }

  settleProbe(result: ProbeResult): Promise<void> {
    return this.#probes.settle(result);
  }

  /** A success without a shared probe proves as much as one: it closes the shared circuit. */
  async onSuccess(breaker: Breaker): Promise<void> {
    if (!breaker.isAheadOfShared(this.options.clock()) || !this.isReachable()) return;
    const answer = await this.acquireProbe(breaker, requestTimeoutMs);
    if (answer.kind !== 'granted') return;
    const { name } = breaker;
    await this.settleProbe({ name, lease: answer.lease, verdict: 'success', cause: '' });
  }

  /** One read at a time: what is read last is the present state, whatever was read before. */
  async #read(): Promise<void> {
    const { dependency, shared, clock } = this.options;
    this.#timer = undefined;
    this.#isReading = true;
    this.#nextReadAt = Infinity;
    try {
      this.#view = await shared.view(dependency, AbortSignal.timeout(requestTimeoutMs));
      this.#readAt = clock();
      for (const breaker of this.#breakers.values()) {
        breaker.follow(this.#viewOf(breaker.name), clock());
        this.onRecorded(breaker);
      }
    } catch {
      // After a while the last state is not trusted any more.
    }
    this.#isReading = false;
    this.#readIn(Math.min(this.#pollMs(), this.#nextReadAt - clock()));
  }

  #viewOf(name: string): CircuitView | null {
    return this.#view?.circuits.find((circuit) => circuit.name === name) ?? null;
  }

  #pollMs(): number {
    const { clock, random } = this.options;
    const isUsed = clock() - this.#usedAt <= usedForMs;
    const isSettled = [...this.#breakers.values()].every(({ phase }) => phase === 'closed');
    const base = !isUsed ? pollMs.idle : isSettled ? pollMs.used : pollMs.unsettled;
    // Many processes must not read in step.
    return base * (0.9 + 0.2 * random());
  }

  #readIn(ms: number): void {
    if (this.#stopping.signal.aborted) return;
    const at = this.options.clock() + Math.max(0, ms);
    if (!this.#isReading && this.#timer && this.#nextReadAt <= at) return;
    this.#nextReadAt = Math.min(this.#nextReadAt, at);
    // The read in progress schedules the next one.
    if (this.#isReading) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), Math.max(0, ms)).unref();
  }
}
