import { expect, it } from 'vitest';
import { fullJitterMs } from '../../src/core/backoff.js';

const delay = (attempt: number, random: number) =>
  fullJitterMs({ attempt, baseMs: 250, maxMs: 2000, random: () => random });

it('doubles the ceiling with each attempt, up to the maximum', () => {
  const almostOne = 1 - Number.EPSILON;
  expect([1, 2, 3, 4, 5, 500].map((attempt) => delay(attempt, almostOne))).toEqual([
    250, 500, 1000, 2000, 2000, 2000,
  ]);
});

it('spreads evenly below the ceiling', () => {
  expect([0.25, 0.5, 0.75].map((random) => delay(2, random))).toEqual([125, 250, 375]);
});

it('never gives 0, which Temporal reads as the longest delay allowed', () => {
  expect(delay(1, 0)).toBe(1);
});
