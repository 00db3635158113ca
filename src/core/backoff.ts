export interface Backoff {
  /** 1 for the delay after the first attempt. */
  readonly attempt: number;
  readonly baseMs: number;
  readonly maxMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * Full jitter: anything between nothing and min(max, base · 2^(attempt−1)), in whole milliseconds.
 * Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015. At least 1 ms, since
 * Temporal takes a delay of 0 for "as long as allowed".
 */
export function fullJitterMs({ attempt, baseMs, maxMs, random }: Backoff): number {
  const ceilingMs = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
  return Math.max(1, Math.round(random() * ceilingMs));
}
