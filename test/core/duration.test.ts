import { expect, it } from 'vitest';
import { parseDuration } from '../../src/core/duration.js';

it.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['1.5s', 1500],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['7d', 604_800_000],
  ['6m0s', 360_000],
  ['1h30m', 5_400_000],
  ['250', 250],
  [' 5s ', 5000],
  ['0', 0],
  ['250ms', 250],
  ['1m30s', 90_000],
  ['1s500ms', 1500],
  ['1d', 86_400_000],
  ['0s', 0],
])('reads %s', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it.each(['', 's', '-5s', '5 s', '5x', 'soon', '1e3', '5s later', 'NaN'])(
  'makes nothing of %j',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);
