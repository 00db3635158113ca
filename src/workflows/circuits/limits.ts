import type { CircuitActivities, DependencyPlan, RateView } from '../../contracts/circuit.js';

/** Keeps the limits of task queues as the rates want them. */
export interface Limits {
  follow(rates: readonly RateView[], plan: DependencyPlan): void;
  /** Writes the limit of this queue at the next `follow`, whatever it seems to be. */
  markUnknown(queue: string): void;
  /** Queues whose limit is not known to be as wanted, for whoever goes on from here. */
  unknown(): readonly string[];
  /** When a write that failed is due again; null when none is. */
  wakeAt(): number | null;
}

/** Null ends only by another word of the operator's. */
interface DesiredLimit extends RateView {
  readonly lifetimeMs: number | null;
}

interface Applied {
  readonly perSecond: number | null;
  readonly pinned: boolean;
  readonly at: number;
}

interface Unknown {
  readonly failures: number;
  readonly tryAt: number;
}

/** Between writes that fail; each has been tried several times by then. */
const firstWaitMs = 15_000;
const longestWaitMs = 600_000;

/**
 * One change at a time for each queue, the newest wish last. A limit carries the time it is void from,
 * so that it cannot outlive this entity for long, and is confirmed when half of that has passed. Of
 * what failed nobody knows whether it worked: it is written again, less and less often.
 */
export function openLimits(
  inBackground: (work: Promise<void>) => void,
  write: CircuitActivities['limitQueue'],
  unknown: readonly string[] = [],
): Limits {
  const applied = new Map<string, Applied>();
  const desired = new Map<string, DesiredLimit>();
  const unknowns = new Map<string, Unknown>();
  const changing = new Set<string>();

  function markUnknown(queue: string): void {
    unknowns.set(queue, { failures: 0, tryAt: 0 });
  }
  unknown.forEach(markUnknown);

  function isDue(queue: string): boolean {
    const markUnknown = unknowns.get(queue);
    if (markUnknown) return markUnknown.tryAt <= Date.now();
    const wish = desired.get(queue);
    const is = applied.get(queue);
    if (!wish || !is) return (wish?.perSecond ?? null) !== (is?.perSecond ?? null);
    if (wish.perSecond !== is.perSecond || wish.pinned !== is.pinned) return true;
    return wish.lifetimeMs !== null && Date.now() - is.at >= wish.lifetimeMs / 2;
  }

  async function apply(queue: string): Promise<void> {
    try {
      while (isDue(queue)) {
        const failures = unknowns.get(queue)?.failures ?? 0;
        unknowns.delete(queue);
        await applyOnce(queue).catch(() => {
          // An operator's word that came meanwhile does not wait.
          if (!unknowns.has(queue)) unknowns.set(queue, unknownAfter(failures + 1));
        });
      }
    } finally {
      changing.delete(queue);
    }
  }

  async function applyOnce(queue: string): Promise<void> {
    const { perSecond, pinned, lifetimeMs, cause } = desired.get(queue) ?? lifted;
    const at = Date.now();
    const until = lifetimeMs === null ? null : new Date(at + lifetimeMs).toISOString();
    applied.set(queue, { perSecond, pinned, at });
    await write({ queue, perSecond, until, cause });
  }

  return {
    follow(rates, plan) {
      desired.clear();
      for (const rate of rates) {
        const lifetimeMs = rate.pinned ? null : plan.rates[rate.queue]?.lifetimeMs;
        if (lifetimeMs !== undefined) desired.set(rate.queue, { ...rate, lifetimeMs });
      }
      // Not only those that the plan adapts: operators pin others too.
      for (const queue of new Set([...desired.keys(), ...applied.keys(), ...unknowns.keys()])) {
        if (changing.has(queue) || !isDue(queue)) continue;
        changing.add(queue);
        inBackground(apply(queue));
      }
    },
    markUnknown,
    unknown: () => [...unknowns.keys()],
    wakeAt() {
      const times = [...unknowns].filter(([queue]) => !changing.has(queue));
      return times.length === 0 ? null : Math.min(...times.map(([, { tryAt }]) => tryAt));
    },
  };
}

const lifted = { perSecond: null, pinned: false, lifetimeMs: null, cause: 'lifted' } as const;

function unknownAfter(failures: number): Unknown {
  const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - 1));
  return { failures, tryAt: Date.now() + waitMs };
}
