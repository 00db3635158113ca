import type { RateReport } from '../../contracts/circuit.js';
import { addToWindow, emptyWindow, tallyOf, type Window } from '../../core/circuit/window.js';
import type { RateLeft } from '../../core/rate-left.js';

const window = { kind: 'time', ms: 5_000 } as const;
/** With less than this share of its limit left, a vendor is slowed down for before it refuses. */
const littleLeft = 0.1;

interface Counts {
  window: Window;
  readonly since: number;
  left?: RateLeft | undefined;
  hasChanges: boolean;
}

/** How the calls of each task queue fared with the vendor's limits, in this process. */
export class QueueCounts {
  readonly #queues = new Map<string, Counts>();

  /** Counts one call; true when that is worth telling. */
  count(
    queue: string,
    { throttled, left }: { readonly throttled: boolean; readonly left?: RateLeft | undefined },
    now: number,
  ): boolean {
    const counts = this.#queues.get(queue) ?? {
      window: emptyWindow(window),
      since: now,
      hasChanges: false,
    };
    this.#queues.set(queue, counts);
    const call = { calls: 1, failed: throttled ? 1 : 0, slow: 0 };
    counts.window = addToWindow(counts.window, call, now, window);
    counts.left = left && left.share <= littleLeft ? left : undefined;
    counts.hasChanges ||= throttled || counts.left !== undefined;
    return counts.hasChanges;
  }

  /** What there is to tell; from here on it counts as told. */
  takeReports(now: number): readonly RateReport[] {
    const told = [...this.#queues].filter(([, { hasChanges }]) => hasChanges);
    return told.map(([queue, counts]) => {
      counts.hasChanges = false;
      const { calls, failed } = tallyOf(counts.window, now, window);
      const overMs = Math.max(1_000, Math.min(window.ms, now - counts.since));
      const { left } = counts;
      return {
        queue,
        accepted: calls - failed,
        throttled: failed,
        overMs: Math.round(overMs),
        ...(left ? { left: leftOf(left) } : {}),
      };
    });
  }
}

function leftOf({ calls, perSecond, wholeInMs }: RateLeft): NonNullable<RateReport['left']> {
  return { calls, perSecond, wholeInMs };
}
