import { expect, it } from 'vitest';
import { pack } from '../../src/core/pack.js';

const candidates = [
  { id: 'a', tokens: 400 },
  { id: 'b', tokens: 700 },
  { id: 'c', tokens: 300 },
  { id: 'd', tokens: 300 },
];

it.each([
  ['takes all that fit, in order', 2000, 10, ['a', 'b', 'c', 'd'], 1700],
  ['skips one that does not fit for a smaller one below', 1000, 10, ['a', 'c', 'd'], 1000],
  ['takes no more than the most allowed', 2000, 2, ['a', 'b'], 1100],
  ['skips the first one too when it alone is over the budget', 350, 10, ['c'], 300],
  ['takes the best alone, to be cut, when nothing fits', 299, 10, ['a'], 299],
  ['takes nothing when none is allowed', 2000, 0, [], 0],
])('%s', (_, budgetTokens, max, ids, tokens) => {
  const packed = pack({ candidates, budgetTokens, max });
  expect(packed.passages.map(({ id }) => id)).toEqual(ids);
  expect(packed.tokens).toBe(tokens);
});
