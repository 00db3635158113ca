import type { CircuitActivities, DependencyPlan, RateView } from '../../contracts/circuit.js';

/** The limit of a queue as this workflow knows it. */
type Known =
  | { readonly kind: 'written'; readonly perSecond: number | null; readonly at: number }
  /** The last write failed, or another process may have written since. */
  | { readonly kind: 'unknown'; readonly failures: number; readonly retryAt: number };

/** Between writes that fail; each has been tried several times by then. */
const firstWaitMs = 15_000;
const longestWaitMs = 600_000;

/**
 * Makes the limits of task queues what the rates ask for: one write at a time per queue, the newest
 * rate last. A limit carries the time it becomes void, so that it cannot outlast this workflow for
 * long, and is renewed after half of that. An unknown limit is written again, less and less often.
 */
export class QueueLimits {
  readonly #known = new Map<string, Known>();
  readonly #writing = new Set<string>();
  #desired = new Map<string, RateView & { readonly lifetimeMs: number | null }>();

  /** `unknown` are the queues that an earlier run could not write. */
  constructor(
    readonly write: CircuitActivities['limitQueue'],
    unknown: readonly string[] = [],
  ) {
    for (const queue of unknown) this.markUnknown(queue);
  }

  /** Writes the limit of this queue at the next `reconcile`, whatever it seems to be. */
  markUnknown(queue: string): void {
    this.#known.set(queue, { kind: 'unknown', failures: 0, retryAt: 0 });
  }

  /** Queues whose limit may differ from the rate, for the run that follows. */
  unknown(): readonly string[] {
    const unknown = [...this.#known].filter(([, { kind }]) => kind === 'unknown');
    return [...new Set([...unknown.map(([queue]) => queue), ...this.#writing])];
  }

  /** Starts the writes that are due; each resolves when its queue is as desired, or has failed. */
  reconcile(rates: readonly RateView[], plan: DependencyPlan): readonly Promise<void>[] {
    this.#desired = new Map();
    for (const rate of rates) {
      // Operators also pin queues whose rates are not adapted.
      const lifetimeMs = rate.pinned ? null : plan.rates[rate.queue]?.lifetimeMs;
      if (lifetimeMs !== undefined) this.#desired.set(rate.queue, { ...rate, lifetimeMs });
    }
    const queues = new Set([...this.#desired.keys(), ...this.#known.keys()]);
    const due = [...queues].filter((queue) => !this.#writing.has(queue) && this.#isDue(queue));
    return due.map((queue) => this.#writeUntilDesired(queue));
  }

  /** When a failed write is due again; Infinity when none is. */
  wakeAt(): number {
    const waiting = [...this.#known].filter(([queue]) => !this.#writing.has(queue));
    return Math.min(
      ...waiting.map(([, known]) => (known.kind === 'unknown' ? known.retryAt : Infinity)),
    );
  }

  #isDue(queue: string): boolean {
    const known = this.#known.get(queue);
    const desired = this.#desired.get(queue);
    if (known?.kind === 'unknown') return known.retryAt <= Date.now();
    if ((desired?.perSecond ?? null) !== (known?.perSecond ?? null)) return true;
    const lifetimeMs = desired?.lifetimeMs ?? null;
    return lifetimeMs !== null && Date.now() - (known?.at ?? 0) >= lifetimeMs / 2;
  }

  async #writeUntilDesired(queue: string): Promise<void> {
    this.#writing.add(queue);
    try {
      while (this.#isDue(queue)) await this.#writeOnce(queue);
    } finally {
      this.#writing.delete(queue);
    }
  }

  async #writeOnce(queue: string): Promise<void> {
    const before = this.#known.get(queue);
    const {
      perSecond = null,
      lifetimeMs = null,
      cause = 'lifted',
    } = this.#desired.get(queue) ?? {};
    const at = Date.now();
    const until = lifetimeMs === null ? null : new Date(at + lifetimeMs).toISOString();
    const written: Known = { kind: 'written', perSecond, at };
    this.#known.set(queue, written);
    try {
      await this.write({ queue, perSecond, until, cause });
    } catch {
      // Marked unknown by an operator meanwhile, it is written again at once.
      if (this.#known.get(queue) !== written) return;
      const failures = 1 + (before?.kind === 'unknown' ? before.failures : 0);
      const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - 1));
      this.#known.set(queue, { kind: 'unknown', failures, retryAt: Date.now() + waitMs });
    }
  }
}
