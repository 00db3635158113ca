import type { HeaderReader } from './error-shape.js';
import { numberOf, rateLimitHeaders, resetMs } from './retry-after.js';

/** What a vendor still accepts before it throttles, for calls like the one it answered. */
export interface RateLeft {
  /** Of the limit, 0 to 1. */
  readonly share: number;
  /** Calls. */
  readonly calls: number;
  /** Calls that can be sustained: how fast the limit refills, as if it refilled evenly. */
  readonly perSecond: number;
  /** Milliseconds until the limit is whole again. */
  readonly wholeInMs: number;
}

/**
 * The limit, of calls or of tokens, of which the smallest share is left, by the headers of an answer;
 * undefined where they do not say. `tokens` is what the call took.
 */
export function rateLeft(
  headers: HeaderReader,
  tokens: number,
  nowMs: number,
): RateLeft | undefined {
  const found = rateLimitHeaders.flatMap((names) => {
    const remaining = numberOf(headers.get(names.remaining));
    const limit = numberOf(headers.get(names.limit));
    const wholeInMs = resetMs(headers.get(names.reset), nowMs);
    if (remaining === undefined || wholeInMs === undefined || !limit) return [];
    const perCall = names.limit.includes('tokens') ? Math.max(1, tokens) : 1;
    const perSecond = ((limit - remaining) * 1000) / Math.max(1, wholeInMs) / perCall;
    return { share: remaining / limit, calls: remaining / perCall, perSecond, wholeInMs };
  });
  return found.sort((one, other) => one.share - other.share)[0];
}
