import { setTimeout as sleep } from 'node:timers/promises';
import type {
  CircuitSettings,
  DependencyReport,
  DependencyView,
  ProbeResult,
  RateView,
} from '../../contracts/circuit.js';
import type { CircuitBoard } from '../../ports/circuit-board.js';
import { LocalCircuit, type Standing } from './local-circuit.js';
import type { QueueCounts } from './queue-counts.js';

export interface LinkOptions {
  readonly board: CircuitBoard;
  readonly settings: CircuitSettings;
  /** Names this process in reports and leases. */
  readonly process: string;
  readonly queues: QueueCounts;
  /** Milliseconds that only ever grow. */
  readonly clock: () => number;
  readonly random: () => number;
}

export type ProbeAnswer =
  | { readonly kind: 'granted'; readonly lease: string }
  | { readonly kind: 'denied' }
  | { readonly kind: 'unreachable' };

/** A dependency as this process sees it. */
export interface DependencyStanding {
  readonly circuits: readonly Standing[];
  readonly limits: readonly RateView[];
}

/** How often the shared state is read: while something is wrong, while in use, and otherwise. */
const pollMs = { uneasy: 250, used: 500, idle: 5_000 };
/** In use until this long after the last call. */
const usedForMs = 30_000;
/** A state seen longer ago than this says nothing any more. */
const staleMs = 15_000;
/** News are gathered this long, unless they are urgent. */
const gatherMs = 500;
const callTimeoutMs = 2_000;
const probeTimeoutMs = 500;
/** An answer that comes later than that is waited for as well, though not by the call. */
const lateProbeMs = 10_000;
/** Whoever was denied a probe, or got no answer, does not ask again sooner. */
const deniedForMs = 250;
const unansweredForMs = 2_000;
/** The entity has answered a settled probe by then. */
const answeredWithinMs = 50;

/**
 * This process's end of the circuits of one dependency. While all is well it only reads: nothing is
 * told, and no history grows.
 */
export class DependencyLink {
  readonly #circuits = new Map<string, LocalCircuit>();
  readonly #stopping = new AbortController();
  #view: DependencyView | null = null;
  #seenAt = -Infinity;
  #usedAt = -Infinity;
  #seq = 0;
  #leases = 0;
  readonly #acquiring = new Set<string>();
  /** Circuits whose last request for a probe nobody waits for any more. */
  readonly #unanswered = new Set<string>();
  #unsent: { readonly report: DependencyReport; readonly since: number } | null = null;
  #telling = false;
  #flush: NodeJS.Timeout | undefined;
  #poll: { readonly timer: NodeJS.Timeout; readonly at: number } | undefined;

  constructor(
    readonly dependency: string,
    readonly options: LinkOptions,
  ) {}

  /** Begins to follow the shared state. */
  start(): void {
    void this.#read();
  }

  /** Stops following and telling; what was not told yet is lost, and windows heal by themselves. */
  stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#flush);
    clearTimeout(this.#poll?.timer);
  }

  circuit(name: string): LocalCircuit {
    let circuit = this.#circuits.get(name);
    if (circuit === undefined) {
      const { settings, clock } = this.options;
      circuit = new LocalCircuit(name, settings, clock());
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
  standing(names: readonly string[]): DependencyStanding {
    return {
      circuits: names.map((name) => this.circuit(name).standing),
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
  noticed(circuit: LocalCircuit): void {
    if (!circuit.hasNews) return;
    this.#tellIn(circuit.isUrgent ? 0 : gatherMs);
  }

  /** A call went well: made without the leave of the shared circuit, it proves as much as a probe. */
  async wentWell(circuit: LocalCircuit): Promise<void> {
    if (!circuit.isAheadOfShared(this.options.clock()) || !this.isReachable()) return;
    const answer = await this.acquireProbe(circuit, callTimeoutMs);
    if (answer.kind !== 'granted') return;
    const { name } = circuit;
    await this.settleProbe({ name, lease: answer.lease, verdict: 'success', cause: '' });
  }

  /** Calls were refused, or few are left. */
  noticedRate(): void {
    this.#tellIn(gatherMs);
  }

  /** One request at a time for each circuit, whoever else wants one is denied. */
  async acquireProbe(circuit: LocalCircuit, forMs: number): Promise<ProbeAnswer> {
    const { board, process, clock } = this.options;
    const { name } = circuit;
    if (this.#acquiring.has(name)) return { kind: 'denied' };
    if (this.#unanswered.has(name)) return { kind: 'unreachable' };
    this.#acquiring.add(name);
    const lease = `${process}/${(this.#leases += 1)}`;
    const request = { name, lease, forMs };
    const asked = board.acquireProbe(this.dependency, request, within(lateProbeMs));
    try {
      if (await soon(asked, probeTimeoutMs)) return { kind: 'granted', lease };
      circuit.denied(clock(), deniedForMs);
      this.#readIn(0);
      return { kind: 'denied' };
    } catch {
      circuit.denied(clock(), unansweredForMs);
      void this.#giveBack(asked, name, lease);
      return { kind: 'unreachable' };
    } finally {
      this.#acquiring.delete(name);
    }
  }

  /** Tells how a probe went, and looks soon what came of it. A lease that is not settled runs out. */
  async settleProbe(result: ProbeResult): Promise<void> {
    const { board } = this.options;
    for (const waitMs of [0, 200, 1_000]) {
      if (waitMs > 0)
        await sleep(waitMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      if (this.#stopping.signal.aborted) return;
      try {
        await board.settleProbe(this.dependency, result, within(callTimeoutMs));
        return this.#readIn(answeredWithinMs);
      } catch {
        // The next try, or the end of the lease, settles it.
      }
    }
  }

  /** Granted after all, a lease would keep everyone away from a probe until it ran out. */
  async #giveBack(asked: Promise<boolean>, name: string, lease: string): Promise<void> {
    this.#unanswered.add(name);
    // Where the answer was lost, nobody knows.
    const mayBeGranted = await asked.catch(() => true);
    this.#unanswered.delete(name);
    if (mayBeGranted) await this.settleProbe({ name, lease, verdict: 'ignored', cause: '' });
  }

  #viewOf(name: string) {
    return this.#view?.circuits.find((circuit) => circuit.name === name) ?? null;
  }

  async #read(): Promise<void> {
    this.#poll = undefined;
    const { board, clock } = this.options;
    try {
      const view = await board.view(this.dependency, within(callTimeoutMs));
      this.#seenAt = clock();
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
      this.noticed(circuit);
    }
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

  #tellIn(ms: number): void {
    if (this.#stopping.signal.aborted || this.#telling) return;
    if (this.#flush !== undefined && ms > 0) return;
    clearTimeout(this.#flush);
    this.#flush = setTimeout(() => void this.#tell(), ms).unref();
  }

  /** One report at a time: what comes up while it is under way makes the next one. */
  async #tell(): Promise<void> {
    this.#flush = undefined;
    const { board, clock } = this.options;
    if (this.#unsent && clock() - this.#unsent.since > staleMs) this.#unsent = null;
    const report = this.#unsent?.report ?? this.#gather();
    if (report === null) return;
    this.#unsent ??= { report, since: clock() };
    this.#telling = true;
    try {
      await board.report(this.dependency, report, within(callTimeoutMs));
      this.#unsent = null;
      this.#readIn(answeredWithinMs);
    } catch {
      // Told again as it is, under its number: it may have arrived.
    }
    this.#telling = false;
    // Whoever had news meanwhile did not set the timer.
    this.#tellIn(gatherMs);
    if (this.#unsent === null) for (const circuit of this.#circuits.values()) this.noticed(circuit);
  }

  #gather(): DependencyReport | null {
    const { clock, process, queues } = this.options;
    const told = [...this.#circuits.values()].filter(({ hasNews }) => hasNews);
    const circuits = told.map((circuit) => circuit.takeReport(clock()));
    const rates = queues.takeReports(clock());
    if (circuits.length + rates.length === 0) return null;
    return { by: process, seq: (this.#seq += 1), circuits, rates };
  }
}

function isNewer(one: DependencyView, other: DependencyView): boolean {
  return one.epoch !== other.epoch ? one.epoch > other.epoch : one.counter > other.counter;
}

function within(ms: number): AbortSignal {
  return AbortSignal.timeout(ms);
}

/** Does not wait longer; what is waited for goes on. */
async function soon<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
