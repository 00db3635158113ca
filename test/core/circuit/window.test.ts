import { describe, expect, it } from 'vitest';
import type { WindowSpec } from '../../../src/contracts/circuit.js';
import { addToWindow, emptyWindow, tallyOf } from '../../../src/core/circuit/window.js';

describe('windows', () => {
  it('29. have the same buckets in two processes', () => {
    const spec = { kind: 'time', ms: 10_000 } as const;
    const call = { calls: 1, failed: 1, slow: 0 };
    const one = addToWindow(emptyWindow(spec), call, 123_456, spec);
    const other = addToWindow(emptyWindow(spec), call, 123_999, spec);
    expect(one).toEqual(other);
  });

  it('28. count 100,000 calls exactly', () => {
    const spec = { kind: 'time', ms: 10_000 } as const;
    let window = emptyWindow(spec);
    for (let call = 0; call < 100_000; call += 1) {
      window = addToWindow(
        window,
        { calls: 1, failed: call % 3 === 0 ? 1 : 0, slow: 0 },
        5_000 + call / 100,
        spec,
      );
    }
    expect(tallyOf(window, 6_000, spec)).toEqual({ calls: 100_000, failed: 33_334, slow: 0 });
  });

  it('count a call that was slow and failed in both', () => {
    const spec = { kind: 'calls', size: 10 } as const;
    const tally = { calls: 4, failed: 2, slow: 3 };
    expect(tallyOf(addToWindow(emptyWindow(spec), tally, 0, spec), 0, spec)).toEqual(tally);
  });

  it.each<WindowSpec>([
    { kind: 'calls', size: 10 },
    { kind: 'time', ms: 10_000 },
  ])('count a call in both that was told of as slow and failed later: %o', (spec) => {
    const slow = addToWindow(emptyWindow(spec), { calls: 3, failed: 0, slow: 2 }, 0, spec);
    const failed = addToWindow(slow, { calls: 1, failed: 2, slow: 0 }, 0, spec);
    expect(tallyOf(failed, 0, spec)).toEqual({ calls: 4, failed: 2, slow: 2 });
  });

  it('forget a failure whose call has left the window of calls', () => {
    const spec = { kind: 'calls', size: 2 } as const;
    const window = addToWindow(emptyWindow(spec), { calls: 2, failed: 0, slow: 0 }, 0, spec);
    const later = addToWindow(window, { calls: 0, failed: 1, slow: 0 }, 0, spec);
    expect(tallyOf(later, 0, spec)).toEqual({ calls: 2, failed: 0, slow: 0 });
  });
});
