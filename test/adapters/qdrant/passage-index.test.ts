import { beforeAll, describe, expect, it } from 'vitest';
import { queryTerms } from '../../../src/core/query-terms.js';
import { passageIndexContract, samplePassage } from '../../contract/passage-index-contract.js';
import { portErrorOf } from '../../contract/vendor-faults.js';
import { seedPassages, testQdrant, type TestQdrant } from './test-qdrant.js';

passageIndexContract('Qdrant', async (seeds) => {
  const qdrant = await testQdrant();
  await seedPassages(qdrant, seeds);
  return { index: qdrant.index, keepsRetired: true };
});

describe('Qdrant as a dense index', () => {
  const source = { tenant: 'acme', corpus: 'handbook', source: 'docs' };
  const never = new AbortController().signal;
  const passages = ['pump', 'soup', 'valve'].map((word) =>
    samplePassage(source, `${word}.md`, `About the ${word}.`),
  );
  let qdrant: TestQdrant;
  beforeAll(async () => {
    qdrant = await testQdrant();
    const { store, collection } = qdrant;
    await seedPassages(
      qdrant,
      passages.map((passage) => ({ source, passage, state: 'live' })),
    );
    const directions = [
      [1, 0, 0, 0],
      [0.6, 0.8, 0, 0],
    ];
    const vectors = directions.map((direction, n) => ({
      id: passages[n]?.id ?? '',
      vector: Float32Array.from(direction),
    }));
    await store.setVectors(collection, vectors, never);
  });

  it('scores by cosine and leaves out passages without a vector', async () => {
    const hits = await qdrant.index.searchDense(source, Float32Array.of(2, 0, 0, 0), 10, never);
    expect(hits.map(({ document }) => document)).toEqual(['pump.md', 'soup.md']);
    expect(hits.map(({ score }) => score)).toEqual([expect.closeTo(1, 4), expect.closeTo(0.6, 4)]);
  });

  it('never shows one tenant the passages of another', async () => {
    const other = { ...source, tenant: 'globex' };
    expect(await qdrant.index.searchDense(other, Float32Array.of(1, 0, 0, 0), 10, never)).toEqual(
      [],
    );
  });

  it('refuses a vector of another space', async () => {
    const error = await portErrorOf(
      qdrant.index.searchDense(source, Float32Array.of(1, 0), 10, never),
    );
    expect(error).toMatchObject({ dependency: 'qdrant', reason: 'wrong_dimensions' });
  });

  it('reads the collection a scope pins instead of the one behind the alias', async () => {
    const pinned = { ...source, collection: `${qdrant.alias}__gone` };
    const error = await portErrorOf(
      qdrant.index.searchLexical(pinned, queryTerms('pump'), 10, never),
    );
    expect(error).toMatchObject({ dependency: 'qdrant', reason: 'not_found', retryable: false });
    expect(error.message).toContain(pinned.collection);
  });
});
