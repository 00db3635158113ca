import { setTimeout as sleep } from 'node:timers/promises';
import type { ProbeResult } from '../../contracts/circuit.js';
import type { DependencyCircuits } from './dependency-circuits.js';
import type { Breaker } from './breaker.js';

export interface SharedProbesOptions {
  readonly shared: DependencyCircuits;
  /** Names this process in leases. */
  readonly process: string;
  readonly clock: () => number;
  readonly stopping: AbortSignal;
  /** A probe was denied: the state is not what it was taken for. */
  readonly onDenied: () => void;
  /** The board knows how a probe went. */
  readonly onSettled: () => void;
}

export type ProbeAnswer =
  | { readonly kind: 'granted'; readonly lease: string }
  | { readonly kind: 'denied' }
  | { readonly kind: 'unreachable' };

/** A call waits this long for an answer; one that comes later is still heard. */
const answerTimeoutMs = 500;
/** Whoever was denied a probe, or got no answer, does not ask again sooner. */
const deniedForMs = 250;
const unansweredForMs = 2_000;
/** Waits before each attempt to tell how a probe went. */
const settlingWaitsMs = [0, 200, 1_000];

/** The probes that one process asks the shared circuits of a dependency for. */
export class SharedProbes {
  #leases = 0;
  readonly #acquiring = new Set<string>();
  /** Circuits whose last request for a probe nobody waits for any more. */
  readonly #unanswered = new Set<string>();

  constructor(readonly options: SharedProbesOptions) {}

  /** One request at a time for each circuit, whoever else wants one is denied. */
  async acquire(circuit: Breaker, forMs: number): Promise<ProbeAnswer> {
    const { shared, process, clock, onDenied } = this.options;
    const { name } = circuit;
    if (this.#acquiring.has(name)) return { kind: 'denied' };
    if (this.#unanswered.has(name)) return { kind: 'unreachable' };
    this.#acquiring.add(name);
    const lease = `${process}/${(this.#leases += 1)}`;
    const asked = shared.acquireProbe({ name, lease, forMs });
    try {
      if (await soon(asked, answerTimeoutMs)) return { kind: 'granted', lease };
      circuit.denied(clock(), deniedForMs);
      onDenied();
      return { kind: 'denied' };
    } catch {
      circuit.denied(clock(), unansweredForMs);
      void this.#giveBack(asked, name, lease);
      return { kind: 'unreachable' };
    } finally {
      this.#acquiring.delete(name);
    }
  }

  /** Tells how a probe went. A lease that is not settled runs out. */
  async settle(result: ProbeResult): Promise<void> {
    const { shared, stopping, onSettled } = this.options;
    for (const waitMs of settlingWaitsMs) {
      if (waitMs > 0) await sleep(waitMs, undefined, { signal: stopping }).catch(() => undefined);
      if (stopping.aborted) return;
      try {
        await shared.settleProbe(result);
        return onSettled();
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
    if (mayBeGranted) await this.settle({ name, lease, verdict: 'ignored', cause: '' });
  }
}

/** Does not wait longer; what is waited for goes on. */
async function soon<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
