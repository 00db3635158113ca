import type { WindowSpec } from '../../contracts/circuit.js';

/**
 * How some calls went. A call that was slow and failed counts in both; one that was told of as slow and
 * failed later counts, when it does, in `failed` alone.
 */
export interface Tally {
  readonly calls: number;
  readonly failed: number;
  readonly slow: number;
}

export const nothing: Tally = { calls: 0, failed: 0, slow: 0 };

interface Bucket extends Tally {
  /** Which bucket it is: time divided by the width of one, the same in every process. */
  readonly index: number;
}

/** The calls a circuit remembers: JSON, never changed in place. */
export type Window =
  | { readonly kind: 'time'; readonly buckets: readonly Bucket[] }
  /** One character a call, oldest first: `.` fine, `f` failed, `s` slow, `b` both. */
  | { readonly kind: 'calls'; readonly marks: string };

/** A time window is this many buckets wide; the oldest leaves as a whole. */
const bucketsPerWindow = 10;

export function emptyWindow(spec: WindowSpec): Window {
  return spec.kind === 'time' ? { kind: 'time', buckets: [] } : { kind: 'calls', marks: '' };
}

/** Adds calls that ended now, and lets go of all that is too old, however long nothing happened. */
export function addToWindow(window: Window, tally: Tally, now: number, spec: WindowSpec): Window {
  if (spec.kind === 'calls') {
    const marks = window.kind === 'calls' ? window.marks : '';
    return { kind: 'calls', marks: marked(marks, tally).slice(-spec.size) };
  }
  const index = bucketOf(now, spec.ms);
  const kept = window.kind === 'time' ? recent(window.buckets, index) : [];
  const last = kept.at(-1);
  return last?.index === index
    ? { kind: 'time', buckets: [...kept.slice(0, -1), { index, ...sum(last, tally) }] }
    : { kind: 'time', buckets: [...kept, { index, ...tally }] };
}

/** What the window holds now. */
export function tallyOf(window: Window, now: number, spec: WindowSpec): Tally {
  if (window.kind === 'time' && spec.kind === 'time') {
    return recent(window.buckets, bucketOf(now, spec.ms)).reduce(sum, nothing);
  }
  if (window.kind === 'calls' && spec.kind === 'calls') {
    const marks = window.marks.slice(-spec.size);
    return { calls: marks.length, failed: count(marks, 'fb'), slow: count(marks, 'sb') };
  }
  return nothing;
}

export function sum(one: Tally, other: Tally): Tally {
  return {
    calls: one.calls + other.calls,
    failed: one.failed + other.failed,
    slow: one.slow + other.slow,
  };
}

function bucketOf(now: number, windowMs: number): number {
  return Math.floor(now / (windowMs / bucketsPerWindow));
}

function recent(buckets: readonly Bucket[], index: number): readonly Bucket[] {
  return buckets.filter((bucket) => bucket.index > index - bucketsPerWindow);
}

function marked(marks: string, { calls, failed, slow }: Tally): string {
  const failedLater = Math.max(0, failed - calls);
  const batch = marksOf({ calls, failed: failed - failedLater, slow });
  return failLater(marks, failedLater) + batch;
}

/** The latest of the slow ones failed as well. */
function failLater(marks: string, times: number): string {
  const last = marks.lastIndexOf('s');
  if (times === 0 || last < 0) return marks;
  return failLater(`${marks.slice(0, last)}b${marks.slice(last + 1)}`, times - 1);
}

/** The order within a batch is not known: failures are taken as the latest. */
function marksOf({ calls, failed, slow }: Tally): string {
  const both = Math.max(0, failed + slow - calls);
  const fine = calls - failed - slow + both;
  return '.'.repeat(fine) + 's'.repeat(slow - both) + 'f'.repeat(failed - both) + 'b'.repeat(both);
}

function count(marks: string, wanted: string): number {
  let found = 0;
  for (const mark of marks) if (wanted.includes(mark)) found += 1;
  return found;
}
