/** When a call counts as slow. Milliseconds. */
export interface SlowRule {
  /** Slower than this is slow in any case. */
  readonly longestMs: number;
  /** Slower than this many times the usual is slow too, but nothing faster than the shortest. */
  readonly timesUsual: number;
  readonly shortestMs: number;
}

const remembered = 64;
const enough = 16;
/** The most the usual rises with so many calls: twice as slow for good is usual after some sixty. */
const mostRise = 1.25;

/**
 * What a dependency usually takes: follows the median of the latest calls that went well, downwards at
 * once and upwards slowly, so that a vendor that turns slow does not become its own yardstick. Changes
 * in place.
 */
export class UsualLatency {
  readonly #latest: number[] = [];
  #next = 0;
  #usual: number | null = null;

  add(ms: number): void {
    this.#latest[this.#next] = ms;
    this.#next = (this.#next + 1) % remembered;
    // Sorting at every call would be the dearest part of it.
    if (this.#next % enough === 0) {
      const sorted = [...this.#latest].sort((one, other) => one - other);
      const median = sorted[sorted.length >> 1] as number;
      this.#usual = Math.min(median, (this.#usual ?? median) * mostRise);
    }
  }

  /** From when on a call is slow. */
  slowAfterMs({ longestMs, timesUsual, shortestMs }: SlowRule): number {
    if (this.#usual === null) return longestMs;
    return Math.min(longestMs, Math.max(shortestMs, timesUsual * this.#usual));
  }
}
