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

/** The median of the latest calls that went well: what a dependency usually takes. Changes in place. */
export class UsualLatency {
  readonly #latest: number[] = [];
  #next = 0;
  #median: number | null = null;

  add(ms: number): void {
    this.#latest[this.#next] = ms;
    this.#next = (this.#next + 1) % remembered;
    // Sorting at every call would be the dearest part of it.
    if (this.#next % enough === 0) {
      const sorted = [...this.#latest].sort((one, other) => one - other);
      this.#median = sorted[sorted.length >> 1] as number;
    }
  }

  /** From when on a call is slow. */
  slowAfterMs({ longestMs, timesUsual, shortestMs }: SlowRule): number {
    if (this.#median === null) return longestMs;
    return Math.min(longestMs, Math.max(shortestMs, timesUsual * this.#median));
  }
}
