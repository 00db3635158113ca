import type { DependencyPlan, RateView } from '../../contracts/circuit.js';
import { limitQueue } from './entity-activities.js';

/** Keeps the limits of task queues as the rates want them. */
export interface Limits {
  follow(rates: readonly RateView[], plan: DependencyPlan): void;
}

interface Applied {
  readonly perSecond: number | null;
  readonly pinned: boolean;
  readonly at: number;
}

/**
 * One change at a time for each queue, the newest wish last. A limit carries the time it is void from,
 * so that it cannot outlive this entity for long, and is confirmed when half of that has passed.
 */
export function openLimits(inBackground: (work: Promise<void>) => void): Limits {
  const applied = new Map<string, Applied>();
  const wanted = new Map<string, RateView>();
  const changing = new Set<string>();

  function isAsWanted(queue: string, lifetimeMs: number): boolean {
    const wish = wanted.get(queue);
    const is = applied.get(queue);
    if (!wish || !is) return (wish?.perSecond ?? null) === (is?.perSecond ?? null);
    if (wish.perSecond !== is.perSecond || wish.pinned !== is.pinned) return false;
    return wish.pinned || Date.now() - is.at < lifetimeMs / 2;
  }

  async function apply(queue: string, lifetimeMs: number): Promise<void> {
    try {
      while (!isAsWanted(queue, lifetimeMs)) {
        const wish = wanted.get(queue);
        const at = Date.now();
        const perSecond = wish?.perSecond ?? null;
        const pinned = wish?.pinned ?? false;
        const until = wish && !pinned ? new Date(at + lifetimeMs).toISOString() : null;
        // Noted before it is known to have worked: where it cannot work, it is not tried all the time.
        applied.set(queue, { perSecond, pinned, at });
        await limitQueue({ queue, perSecond, until, cause: wish?.cause ?? 'lifted' });
      }
    } finally {
      changing.delete(queue);
    }
  }

  return {
    follow(rates, plan) {
      wanted.clear();
      for (const rate of rates) wanted.set(rate.queue, rate);
      for (const [queue, { lifetimeMs }] of Object.entries(plan.rates)) {
        if (changing.has(queue) || isAsWanted(queue, lifetimeMs)) continue;
        changing.add(queue);
        inBackground(apply(queue, lifetimeMs));
      }
    },
  };
}
