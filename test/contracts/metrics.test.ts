import { describe, expect, it } from 'vitest';
import { metrics, type Metric } from '../../src/contracts/metrics.js';

const all = Object.values<Metric>(metrics);

describe('the metrics', () => {
  it('have one name each', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it.each(all)('$name begins with the product and says what it counts in', ({ name, type }) => {
    expect(name).toMatch(/^holdfast_[a-z]+(_[a-z]+)*$/);
    if (type === 'counter') expect(name).toMatch(/_total$/);
    else expect(name).not.toMatch(/_total$/);
    if (type === 'histogram') expect(name).toMatch(/_(seconds|dollars)$/);
  });

  it.each(all.filter(({ type }) => type === 'histogram'))(
    '$name has rising bounds',
    ({ buckets = [] }) => {
      expect(buckets.length).toBeGreaterThan(0);
      expect([...buckets].sort((left, right) => left - right)).toEqual(buckets);
    },
  );
});
