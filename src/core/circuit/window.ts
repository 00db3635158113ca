/**
 * How some calls ended. A slow call that failed counts in both; one reported as slow that fails later
 * adds only to `failed` then.
 */
export interface Tally {
  readonly calls: number;
  readonly failed: number;
  readonly slow: number;
}

/** The recent calls in buckets of time, oldest first: JSON, never changed in place. */
export type Window = readonly Bucket[];

interface Bucket extends Tally {
  /** Time divided by the width of a bucket: the same in every process. */
  readonly index: number;
}

export const nothing: Tally = { calls: 0, failed: 0, slow: 0 };
export const emptyWindow: Window = [];

/** The oldest bucket leaves as a whole. */
const bucketsPerWindow = 10;

/** Adds calls that ended now, and drops what is too old, however long nothing happened. */
export function addToWindow(window: Window, tally: Tally, now: number, windowMs: number): Window {
  const index = bucketAt(now, windowMs);
  const kept = recent(window, index);
  const last = kept.at(-1);
  return last?.index === index
    ? [...kept.slice(0, -1), { index, ...sum(last, tally) }]
    : [...kept, { index, calls: tally.calls, failed: tally.failed, slow: tally.slow }];
}

/** What the window holds now. */
export function tallyOf(window: Window, now: number, windowMs: number): Tally {
  return recent(window, bucketAt(now, windowMs)).reduce(sum, nothing);
}

export function sum(one: Tally, other: Tally): Tally {
  return {
    calls: one.calls + other.calls,
    failed: one.failed + other.failed,
    slow: one.slow + other.slow,
  };
}

function bucketAt(now: number, windowMs: number): number {
  return Math.floor(now / (windowMs / bucketsPerWindow));
}

function recent(window: Window, index: number): Window {
  return window.filter((bucket) => bucket.index > index - bucketsPerWindow);
}
