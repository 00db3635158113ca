import { expect, it } from 'vitest';
import { hashTerm } from '../../src/core/hash-term.js';

it.each([
  // The bytes of "test" as two code units: the reference value of MurmurHash3 x86-32.
  ['\u6574\u7473', 0xba6bd213],
  ['', 0],
  ['test', 1351191292],
  ['retry', 1259666290],
  ['한국', 605269336],
])('hashes %j as the reference implementation does', (term, id) => {
  expect(hashTerm(term)).toBe(id);
});

it('gives a different id to every bigram of a thousand syllables', () => {
  const ids = new Set<number>();
  for (let first = 0; first < 1000; first += 1) {
    for (let second = 0; second < 1000; second += 1) {
      ids.add(hashTerm(String.fromCharCode(0xac00 + first * 11, 0xac00 + second * 11)));
    }
  }
  expect(ids.size).toBe(1_000_000);
});
