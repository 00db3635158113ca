import { describe, expect, it } from 'vitest';
import { sourcesToBuild } from '../../src/core/sources-to-build.js';

const docs = { tenant: 'acme', corpus: 'handbook', source: 'docs' };
const wiki = { ...docs, source: 'wiki' };
const completedAt = '2026-01-01T00:00:00.000Z';

describe('sources to build', () => {
  it('are those in use that the other index lacks or does not hold whole, as they are', () => {
    const inUse = [docs, { ...wiki, root: '/wiki' }];
    const built = [{ ...docs, completedAt }];
    expect(sourcesToBuild(inUse, [])).toEqual(inUse);
    expect(sourcesToBuild(inUse, built)).toEqual([{ ...wiki, root: '/wiki' }]);
    expect(sourcesToBuild(inUse, [...built, { ...wiki, completedAt: null }])).toHaveLength(1);
  });

  it('are none once it holds them all, whatever else it holds', () => {
    const built = [docs, wiki].map((source) => ({ ...source, completedAt }));
    expect(sourcesToBuild([docs, wiki], built)).toEqual([]);
    expect(
      sourcesToBuild([docs], [...built, { ...docs, source: 'new', completedAt: null }]),
    ).toEqual([]);
    expect(sourcesToBuild([], [])).toEqual([]);
  });

  it.each([
    ['tenant', { ...docs, tenant: 'other' }],
    ['corpus', { ...docs, corpus: 'recipes' }],
    ['source', { ...docs, source: 'wiki' }],
  ])('are not built by one of another %s', (_, other) => {
    expect(sourcesToBuild([docs], [{ ...other, completedAt }])).toEqual([docs]);
  });

  it('are told apart though their names run together', () => {
    const one = { tenant: 'a', corpus: 'b/c', source: 'd' };
    const other = { tenant: 'a/b', corpus: 'c', source: 'd' };
    expect(sourcesToBuild([one], [{ ...other, completedAt }])).toEqual([one]);
  });
});
