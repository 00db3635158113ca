import { expect, it } from 'vitest';
import { isStale, readReason, writeReason } from '../../src/core/limit-reason.js';

const until = '2026-11-27T12:00:00.000Z';

it('reads back what it wrote, causes of several lines too', () => {
  for (const reason of [
    { cause: '3 of 10 calls were refused', until },
    { cause: 'one\ntwo: three', until },
    { cause: 'pinned by an operator', until: null },
  ]) {
    expect(readReason(writeReason(reason))).toEqual(reason);
  }
});

it('knows no end of what others wrote', () => {
  expect(readReason('maintenance until Monday')).toEqual({
    cause: 'maintenance until Monday',
    until: null,
  });
});

it('calls stale what was to end before now, and nothing without an end', () => {
  expect(isStale({ cause: '', until }, Date.parse(until))).toBe(true);
  expect(isStale({ cause: '', until }, Date.parse(until) - 1)).toBe(false);
  expect(isStale({ cause: '', until: null }, Number.MAX_SAFE_INTEGER)).toBe(false);
});
