import { expect, it } from 'vitest';
import { compareIndexes, type IndexedPassage } from './compare-indexes.js';

const passage = (id: string, changes: Partial<IndexedPassage['payload']> = {}) => ({
  id,
  payload: { document: `${id}.md`, text: 'The tank holds 40 litres.', version: 3, ...changes },
  vector: [0.1, 0.2],
});

it('finds no difference between indexes that differ in order and versions', () => {
  const one = [passage('a'), passage('b')];
  const other = [passage('b', { version: 9 }), passage('a')];
  expect(compareIndexes(one, other)).toEqual([]);
});

it.each<[string, readonly IndexedPassage[], string]>([
  ['a passage is lost', [passage('a')], 'b.md (b) is missing'],
  ['one too many', [passage('a'), passage('b'), passage('c')], 'c.md (c) should not be there'],
  ['a text is old', [passage('a'), passage('b', { text: 'Old.' })], 'b.md (b) has another text'],
  ['a field is new', [passage('a'), passage('b', { retiredAt: 'now' })], 'another retiredAt'],
  ['a vector differs', [passage('a'), { ...passage('b'), vector: [0.1, 0.3] }], 'another vector'],
])('tells when %s', (_, disturbed, difference) => {
  const differences = compareIndexes(disturbed, [passage('a'), passage('b')]);
  expect(differences).toEqual([expect.stringContaining(difference)]);
});
