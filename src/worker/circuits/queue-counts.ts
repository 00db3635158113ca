import type { RateReport } from '../../contracts/circuit.js';
import { addToWindow, emptyWindow, tallyOf, type Window } from '../../core/circuit/window.js';
import type { RateLeft } from '../../core/rate-left.js';

const windowMs = 5_000;
/** With less than this share of its limit left, a vendor is slowed down for before it throttles. */
const littleLeft = 0.1;

interface Counts {
  window: Window;
  readonly since: number;
  left?: RateLeft | undefined;
  hasChanges: boolean;
}

/** How vendors' limits met the calls of each task queue, in this process. */
export class QueueCounts {
  readonly #queues = new Map<string, Counts>();

  /** Counts one call; true when that is worth a report. */
  count(
    queue: string,
    { throttled, left }: { readonly throttled: boolean; readonly left?: RateLeft | undefined },
    now: number,
  ): boolean {
    const fresh = { window: emptyWindow, since: now, hasChanges: false };
    const counts: Counts = this.#queues.get(queue) ?? fresh;
    this.#queues.set(queue, counts);
    const call = { calls: 1, failed: throttled ? 1 : 0, slow: 0 };
    counts.window = addToWindow(counts.window, call, now, windowMs);
    counts.left = left && left.share <= littleLeft ? left : undefined;
    counts.hasChanges ||= throttled || counts.left !== undefined;
    return counts.hasChanges;
  }

  /** Takes what is to be reported. */
  takeReports(now: number): readonly RateReport[] {
    const changed = [...this.#queues].filter(([, { hasChanges }]) => hasChanges);
    return changed.map(([queue, counts]) => {
      counts.hasChanges = false;
      const { calls, failed } = tallyOf(counts.window, now, windowMs);
      const overMs = Math.round(Math.max(1_000, Math.min(windowMs, now - counts.since)));
      const rates = { queue, accepted: calls - failed, throttled: failed, overMs };
      if (!counts.left) return rates;
      const { calls: callsLeft, perSecond, wholeInMs } = counts.left;
      return { ...rates, left: { calls: callsLeft, perSecond, wholeInMs } };
    });
  }
}
