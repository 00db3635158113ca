import { expect, it } from 'vitest';
import { hashTerm } from '../../src/core/hash-term.js';
import { sparseTerms } from '../../src/core/sparse-terms.js';
import { awkwardText, pseudoRandom } from './pseudo-random.js';

const valueOf = (text: string, term: string, average: number) => {
  const { indices, values } = sparseTerms(text, average);
  return values[indices.indexOf(hashTerm(term))];
};

it('weighs a term by its frequency and the length of the passage', () => {
  // Three terms against an average of three: tf·2.2 / (tf + 1.2).
  expect(valueOf('retry retry queue', 'retri', 3)).toBeCloseTo((2 * 2.2) / 3.2);
  expect(valueOf('retry retry queue', 'queue', 3)).toBeCloseTo(1);
  // Half as long as the average: 1.2·(.25 + .75·.5) = .75.
  expect(valueOf('retry retry queue', 'queue', 6)).toBeCloseTo(2.2 / 1.75);
});

it('weighs a term less in a longer passage', () => {
  const short = valueOf('retry', 'retri', 200) ?? 0;
  const long = valueOf(`retry ${'queue '.repeat(500)}`, 'retri', 200) ?? 0;
  expect(short).toBeGreaterThan(long);
  expect(long).toBeGreaterThan(0);
});

it('is empty for a text without terms', () => {
  expect(sparseTerms('the of and …')).toEqual({ indices: [], values: [] });
});

it('lists every id once, in ascending order, with a positive value', () => {
  const random = pseudoRandom(3);
  for (let round = 0; round < 100; round += 1) {
    const { indices, values } = sparseTerms(awkwardText(random, 80));
    expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
    expect(values).toHaveLength(indices.length);
    expect(values.every((value) => value > 0 && value <= 2.2)).toBe(true);
    expect(indices.every((id) => Number.isInteger(id) && id >= 0 && id < 2 ** 32)).toBe(true);
  }
});
