import type { OutcomeLabel } from '../../contracts/metrics.js';
import type { Clock } from '../../core/circuit/state.js';
import { UsualLatency } from '../../core/circuit/usual-latency.js';
import type { RateLeft } from '../../core/rate-left.js';
import { outcomeLabel } from '../../core/recorder.js';
import { PortError } from '../../ports/port-error.js';
import {
  Attempt,
  onError,
  rejection,
  type GuardedCall,
  type Permits,
  type Watch,
} from './attempt.js';
import type { Breaker, Decision } from './breaker.js';
import type { CircuitSync } from './circuit-sync.js';
import { Permit } from './permit.js';
import type { QueueCounts } from './queue-counts.js';

export interface CallCount {
  readonly circuit: string;
  readonly outcome: OutcomeLabel;
  readonly count: number;
}

export interface GuardOptions {
  readonly queues: QueueCounts;
  readonly clock: () => number;
  readonly random: () => number;
  /** The task queue of the call in progress; null outside an activity. */
  readonly currentQueue: () => string | null;
}

/** What a lease lasts beyond the call it is for. */
const leaseMarginMs = 2_000;

/** Guards the calls to one dependency. */
export class Guard {
  readonly #usual = new Map<string, UsualLatency>();
  /** In memory until metrics are published: a meter would cost more than the guard. */
  readonly #counts = new Map<string, Map<OutcomeLabel, number>>();

  constructor(
    readonly sync: CircuitSync,
    readonly options: GuardOptions,
  ) {}

  /**
   * Makes the call unless one of its circuits is open, and counts its outcome. Throws PortError
   * `circuit_open` without calling, else whatever the call throws.
   */
  async call<T>(guarded: GuardedCall, work: (watch: Watch) => Promise<T>): Promise<T> {
    try {
      const result = await this.#callBehindCircuits(guarded, work);
      this.#count(guarded.circuit, 'success');
      return result;
    } catch (error) {
      // An unexpected error is a mistake in our own code.
      const outcome = error instanceof PortError ? outcomeLabel(error) : 'client_error';
      this.#count(guarded.circuit, outcome);
      throw error;
    }
  }

  /** Throws PortError `circuit_open` where such a call would be rejected; a probe would not be. */
  requireClosed({ circuit }: GuardedCall): void {
    const retryInMs = this.sync.breaker(circuit).openForMs(this.options.clock());
    if (retryInMs > 0) throw rejection(circuit, 'it is not called', retryInMs);
  }

  /** Counts a call for the rate of the task queue it was made from. */
  async countForQueue<T extends object>(
    work: () => Promise<T & { readonly left?: RateLeft | undefined }>,
  ): Promise<T> {
    try {
      const result = await work();
      this.#countForQueue(false, result.left);
      return result;
    } catch (error) {
      const isThrottled = error instanceof PortError && error.category === 'rate_limit';
      if (isThrottled) this.#countForQueue(true);
      throw error;
    }
  }

  /** How calls ended since this was last asked. */
  takeCounts(): readonly CallCount[] {
    const counts = [...this.#counts].flatMap(([circuit, outcomes]) =>
      [...outcomes].map(([outcome, count]) => ({ circuit, outcome, count })),
    );
    this.#counts.clear();
    return counts;
  }

  async #callBehindCircuits<T>(
    guarded: GuardedCall,
    work: (watch: Watch) => Promise<T>,
  ): Promise<T> {
    const { clock } = this.options;
    this.sync.onUsed();
    const permits = await this.#acquireBoth(guarded);
    const first = this.#usualOf(guarded, 'first word');
    const whole = this.#usualOf(guarded, 'whole answer');
    const attempt = new Attempt(guarded, permits, { first, whole }, clock);
    try {
      const result = await attempt.run(work);
      permits.call.onSuccess();
      permits.key?.onSuccess();
      return result;
    } catch (error) {
      onError(permits, error);
      throw error;
    }
  }

  /** Both circuits must permit the call; a probe of the first is returned where the second does not. */
  async #acquireBoth({ circuit, credential, timeoutMs }: GuardedCall): Promise<Permits> {
    const call = await this.#acquire(circuit, timeoutMs);
    if (credential === undefined) return { call, key: null };
    try {
      return { call, key: await this.#acquire(credential, timeoutMs) };
    } catch (error) {
      call.onIgnored();
      throw error;
    }
  }

  async #acquire(name: string, timeoutMs: number): Promise<Permit> {
    const breaker = this.sync.breaker(name);
    const decision = breaker.decide(this.#now(), this.sync.isReachable());
    if (decision.kind !== 'shared_probe') return this.#permit(breaker, decision);
    const answer = await this.sync.acquireProbe(breaker, timeoutMs + leaseMarginMs);
    switch (answer.kind) {
      case 'granted':
        return this.#permit(breaker, decision, answer.lease);
      case 'unreachable':
        return this.#permit(breaker, breaker.decideAlone(this.#now()));
      case 'denied':
        throw rejection(name, 'another call probes it', 0);
    }
  }

  #permit(breaker: Breaker, decision: Decision, sharedLease?: string): Permit {
    if (decision.kind === 'reject') {
      throw rejection(breaker.name, decision.cause, decision.retryInMs);
    }
    const isLocal = decision.kind === 'local_probe';
    const lease = isLocal ? decision.lease : sharedLease;
    const probe = lease === undefined ? null : { lease, isLocal };
    return new Permit(breaker, this.sync, () => this.#now(), probe);
  }

  #now(): Clock {
    const { clock, random } = this.options;
    return { now: clock(), random };
  }

  #usualOf({ circuit, kind }: GuardedCall, part: string): UsualLatency {
    const key = `${circuit} ${kind} ${part}`;
    const known = this.#usual.get(key) ?? new UsualLatency();
    this.#usual.set(key, known);
    return known;
  }

  #count(circuit: string, outcome: OutcomeLabel): void {
    const outcomes = this.#counts.get(circuit) ?? new Map<OutcomeLabel, number>();
    this.#counts.set(circuit, outcomes);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }

  #countForQueue(throttled: boolean, left?: RateLeft): void {
    const queue = this.options.currentQueue();
    if (queue === null) return;
    const { queues, clock } = this.options;
    if (queues.count(queue, { throttled, left }, clock())) this.sync.onRateRecorded();
  }
}
