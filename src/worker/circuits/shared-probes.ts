import { setTimeout as sleep } from 'node:timers/promises';
import type { ProbeResult } from '../../contracts/circuit.js';
import { longestProbeMs } from '../../core/circuit/messages.js';
import type { SharedCircuits } from '../../ports/shared-circuits.js';
import type { Breaker } from './breaker.js';

export interface SharedProbesOptions {
  readonly dependency: string;
  readonly shared: SharedCircuits;
  /** Names this process in leases. */
  readonly process: string;
  readonly clock: () => number;
  readonly stopping: AbortSignal;
  /** A probe was denied: the state is not what it seemed. */
  readonly onDenied: () => void;
  readonly onSettled: () => void;
}

export type ProbeAnswer =
  | { readonly kind: 'granted'; readonly lease: string }
  | { readonly kind: 'denied' }
  | { readonly kind: 'unreachable' };

/** One request to the shared circuits. */
export const requestTimeoutMs = 2_000;
/** A call waits this long for an answer; a later one is still heard. */
const answerTimeoutMs = 500;
const lateAnswerTimeoutMs = 10_000;
/** After a denial, or without an answer, no probe is asked for this long. */
const deniedForMs = 250;
const unansweredForMs = 2_000;
/** Waits before each attempt to report the outcome of a probe. */
const settleWaitsMs = [0, 200, 1_000];

/** Asks the shared circuits of a dependency for probes. */
export class SharedProbes {
  #leases = 0;
  readonly #asking = new Set<string>();
  /** Circuits whose last request no call waits for any more. */
  readonly #unanswered = new Set<string>();

  constructor(readonly options: SharedProbesOptions) {}

  /** One request at a time for each circuit; other calls are denied meanwhile. */
  async acquire(breaker: Breaker, forMs: number): Promise<ProbeAnswer> {
    const { dependency, shared, process, clock, onDenied } = this.options;
    const { name } = breaker;
    if (this.#asking.has(name)) return { kind: 'denied' };
    if (this.#unanswered.has(name)) return { kind: 'unreachable' };
    this.#asking.add(name);
    const lease = `${process}/${(this.#leases += 1)}`;
    const request = { name, lease, forMs: Math.min(forMs, longestProbeMs) };
    const signal = AbortSignal.timeout(lateAnswerTimeoutMs);
    const asked = shared.acquireProbe(dependency, request, signal);
    try {
      if (await within(asked, answerTimeoutMs)) return { kind: 'granted', lease };
      breaker.onDenied(clock(), deniedForMs);
      onDenied();
      return { kind: 'denied' };
    } catch {
      breaker.onDenied(clock(), unansweredForMs);
      void this.#return(asked, name, lease);
      return { kind: 'unreachable' };
    } finally {
      this.#asking.delete(name);
    }
  }

  /** Reports the outcome of a probe. A lease that is not settled runs out. */
  async settle(result: ProbeResult): Promise<void> {
    const { dependency, shared, stopping, onSettled } = this.options;
    for (const waitMs of settleWaitsMs) {
      if (waitMs > 0) await sleep(waitMs, undefined, { signal: stopping }).catch(() => undefined);
      if (stopping.aborted) return;
      try {
        await shared.settleProbe(dependency, result, AbortSignal.timeout(requestTimeoutMs));
        return onSettled();
      } catch {
        // The next attempt, or the end of the lease, settles it.
      }
    }
  }

  /** Returns a probe that was granted too late: its lease would keep every process from probing. */
  async #return(asked: Promise<boolean>, name: string, lease: string): Promise<void> {
    this.#unanswered.add(name);
    // The answer may be lost although the probe was granted.
    const mayBeGranted = await asked.catch(() => true);
    this.#unanswered.delete(name);
    if (mayBeGranted) await this.settle({ name, lease, verdict: 'ignored', cause: '' });
  }
}

/** Rejects after that time; the work continues. */
async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
