import { expect, it } from 'vitest';
import { newestVersions } from '../../src/core/newest-version.js';

const at = (id: string, document: string, version: number, source = 'manual') => ({
  id,
  source,
  document,
  version,
});
const ids = (candidates: readonly { id: string }[]) => candidates.map(({ id }) => id);

it('keeps only the newest version seen of each document, in the order given', () => {
  const seen = [
    at('old', 'a.md', 1),
    at('b', 'b.md', 3),
    at('new', 'a.md', 2),
    at('new2', 'a.md', 2),
  ];
  expect(ids(newestVersions(seen))).toEqual(['b', 'new', 'new2']);
});

it('takes documents of the same name in two sources for two documents', () => {
  const seen = [at('one', 'a.md', 1, 'x'), at('two', 'a.md', 9, 'y')];
  expect(ids(newestVersions(seen))).toEqual(['one', 'two']);
});

it('does not mistake one source and document for another by how their names join', () => {
  const seen = [at('one', 'c', 1, 'a/b'), at('two', 'b/c', 2, 'a')];
  expect(ids(newestVersions(seen))).toEqual(['one', 'two']);
});

it('returns nothing for nothing', () => {
  expect(newestVersions([])).toEqual([]);
});
