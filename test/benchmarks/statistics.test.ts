import { describe, expect, it } from 'vitest';
import { ratiosOf, spreadOf } from '../../benchmarks/harness/statistics.js';

describe('spreadOf', () => {
  it('finds the quartiles, whatever the order of the values', () => {
    expect(spreadOf([5, 1, 4, 2, 3])).toEqual({ p25: 2, p50: 3, p75: 4 });
  });

  it('lies between two values where none stands at the place', () => {
    expect(spreadOf([1, 2, 3, 4])).toEqual({ p25: 1.75, p50: 2.5, p75: 3.25 });
  });

  it('refuses to say anything of nothing', () => {
    expect(() => spreadOf([])).toThrow('Nothing was measured');
  });
});

describe('ratiosOf', () => {
  it('compares what was measured side by side, pair by pair', () => {
    expect(ratiosOf([10, 30, 80], [10, 20, 20])).toEqual({ p25: 1.25, p50: 1.5, p75: 2.75 });
  });

  it('refuses values that are no pairs', () => {
    expect(() => ratiosOf([1, 2], [1])).toThrow('Ratios are of pairs');
  });
});
