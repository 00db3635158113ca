import { parseDuration } from './duration.js';
import type { HeaderReader } from './error-shape.js';

/** Headers saying how much of a limit is left and when it is whole again. */
export const rateLimitHeaders = [
  // OpenAI: the reset is a duration, '6m0s' or '120ms'.
  ...['requests', 'tokens'].map((what) => ({
    limit: `x-ratelimit-limit-${what}`,
    remaining: `x-ratelimit-remaining-${what}`,
    reset: `x-ratelimit-reset-${what}`,
  })),
  // Anthropic: the reset is an RFC 3339 time.
  ...['requests', 'tokens', 'input-tokens', 'output-tokens'].map((what) => ({
    limit: `anthropic-ratelimit-${what}-limit`,
    remaining: `anthropic-ratelimit-${what}-remaining`,
    reset: `anthropic-ratelimit-${what}-reset`,
  })),
];

/**
 * How long a vendor asks to wait, in whole milliseconds from `nowMs`: `retry-after-ms`, else
 * `retry-after` (seconds or HTTP date, RFC 9110 10.2.3), else the reset of whatever limit has
 * nothing left. Undefined when it does not say, or says garbage; never negative.
 */
export function retryAfterMs(headers: HeaderReader, nowMs: number): number | undefined {
  return (
    finite(numberOf(headers.get('retry-after-ms'))) ??
    retryAfterHeader(headers.get('retry-after'), nowMs) ??
    exhaustedLimit(headers, nowMs)
  );
}

const unit = '(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)';
const duration = `\\d{1,9}(?:\\.\\d{1,9})?\\s{0,2}${unit}\\b`;
const compound = `\\d{1,9}(?:\\.\\d{1,9})?(?:ms|s|m|h|d)(?:\\d{1,9}(?:\\.\\d{1,9})?(?:ms|s|m|h))*\\b`;
/** "try again in 4.77s", "retry after 26 seconds", "wait for 1 minute 30 seconds", `"retryDelay": "21s"`. */
const waitWithUnit = new RegExp(
  `\\b(?:try again|retry|retry_?after|retry_?delay|wait)\\b[^\\d.]{0,30}(${compound}|${duration}(?:\\s*(?:and\\s*)?${duration})*)`,
  'i',
);
/** `"retry_after": 12`, in seconds, or `"retry_after_ms": 250`. */
const waitInField = /"retry_?after(_?ms)?"\s{0,2}:\s{0,2}"?(\d{1,9}(?:\.\d{1,9})?)"?\s{0,2}[,}\]]/i;

/** How long an error asks to wait in its own words, in whole milliseconds; undefined where it does not say. */
export function waitInWords(text: string): number | undefined {
  const [, inMs, amount] = waitInField.exec(text) ?? [];
  if (amount !== undefined) return finite(Number(amount) * (inMs === undefined ? 1000 : 1));
  const [, words] = waitWithUnit.exec(text) ?? [];
  if (words === undefined) return undefined;
  const short = words
    .toLowerCase()
    .replace(/and|\s/g, '')
    .replace(/milliseconds?/g, 'ms')
    .replace(/(\d)(ms|[smhd])[a-z]*/g, '$1$2');
  return finite(parseDuration(short) ?? undefined);
}

function retryAfterHeader(value: string | null, nowMs: number): number | undefined {
  const seconds = numberOf(value);
  return seconds === undefined ? untilTime(value, nowMs) : finite(seconds * 1000);
}

function exhaustedLimit(headers: HeaderReader, nowMs: number): number | undefined {
  const waits = rateLimitHeaders
    .filter(({ remaining }) => numberOf(headers.get(remaining)) === 0)
    .map(({ reset }) => resetMs(headers.get(reset), nowMs))
    .filter((wait) => wait !== undefined);
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

/** Milliseconds until a limit is whole again, given as a duration or a time. */
export function resetMs(value: string | null, nowMs: number): number | undefined {
  return finite(parseDuration(value ?? '') ?? undefined) ?? untilTime(value, nowMs);
}

/** Dates name a month or contain a "T": a lone word or number is none, whatever `Date.parse` thinks. */
function untilTime(value: string | null, nowMs: number): number | undefined {
  if (value === null || !/\d{2}:\d{2}/.test(value)) return undefined;
  return finite(Date.parse(value) - nowMs);
}

/** A plain number of at least 0. */
export function numberOf(value: string | null): number | undefined {
  return value !== null && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}

function finite(wait: number | undefined): number | undefined {
  return wait !== undefined && Number.isFinite(wait) ? Math.max(0, Math.ceil(wait)) : undefined;
}
