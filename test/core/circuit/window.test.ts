import { describe, expect, it } from 'vitest';
import { addToWindow, emptyWindow, tallyOf } from '../../../src/core/circuit/window.js';

const windowMs = 10_000;

describe('a window', () => {
  it('29. has the same buckets in two processes', () => {
    const call = { calls: 1, failed: 1, slow: 0 };
    const one = addToWindow(emptyWindow, call, 123_456, windowMs);
    const other = addToWindow(emptyWindow, call, 123_999, windowMs);
    expect(one).toEqual(other);
  });

  it('28. counts 100,000 calls exactly', () => {
    let window = emptyWindow;
    for (let call = 0; call < 100_000; call += 1) {
      const tally = { calls: 1, failed: call % 3 === 0 ? 1 : 0, slow: 0 };
      window = addToWindow(window, tally, 5_000 + call / 100, windowMs);
    }
    expect(tallyOf(window, 6_000, windowMs)).toEqual({ calls: 100_000, failed: 33_334, slow: 0 });
  });

  it('counts a call in both that was reported as slow and failed later', () => {
    const slow = addToWindow(emptyWindow, { calls: 3, failed: 0, slow: 2 }, 0, windowMs);
    const failed = addToWindow(slow, { calls: 1, failed: 2, slow: 0 }, 0, windowMs);
    expect(tallyOf(failed, 0, windowMs)).toEqual({ calls: 4, failed: 2, slow: 2 });
  });
});
