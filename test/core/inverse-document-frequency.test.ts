import { describe, expect, it } from 'vitest';
import { inverseDocumentFrequency } from '../../src/core/inverse-document-frequency.js';

describe('the inverse document frequency', () => {
  it.each([
    [10_000, 1, 8.805],
    [10_000, 5_000, 0.6931],
    [10_000, 10_000, 0.00005],
    [0, 0, 0.6931],
  ])('of %i documents with %i containing the term is %f', (documents, containing, expected) => {
    expect(inverseDocumentFrequency(documents, containing)).toBeCloseTo(expected, 4);
  });

  it('is never negative, even where the counts do not fit each other', () => {
    expect(inverseDocumentFrequency(10, 12)).toBeGreaterThan(0);
  });
});
