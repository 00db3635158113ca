import { describe, expect, it } from 'vitest';
import { UsualLatency } from '../../../src/core/circuit/usual-latency.js';

const rule = { longestMs: 60_000, timesUsual: 4, shortestMs: 1_000 };

function usualAfter(...answers: readonly (readonly [count: number, ms: number])[]): number {
  const usual = new UsualLatency();
  for (const [count, ms] of answers) for (let at = 0; at < count; at += 1) usual.add(ms);
  return usual.slowAfterMs(rule);
}

describe('the usual latency', () => {
  it('is unknown until enough calls went well', () => {
    expect(usualAfter([15, 500])).toBe(60_000);
    expect(usualAfter([16, 500])).toBe(2_000);
  });

  it('does not follow a dependency that turns slow at once', () => {
    expect(usualAfter([64, 500], [64, 8_000])).toBeLessThan(8_000);
  });

  it('follows one that stays slow in the end, and one that recovers much sooner', () => {
    expect(usualAfter([64, 500], [400, 8_000])).toBe(32_000);
    expect(usualAfter([64, 8_000], [48, 500])).toBe(2_000);
  });
});
