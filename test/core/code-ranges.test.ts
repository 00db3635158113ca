import { expect, it } from 'vitest';
import { changeProse, codeRanges, withoutCode } from '../../src/core/code-ranges.js';

it.each<[string, string[]]>([
  ['a `b` and ``c ` d``', ['`b`', '``c ` d``']],
  ['a\n```js\nb\n```\nc', ['```js\nb\n```\n']],
  ['~~~\na\n```\nb', ['~~~\na\n```\nb']],
  ['````\n```\na\n````', ['````\n```\na\n````']],
  ['```not `a fence\n`b`', ['```not `', '`b`'].slice(1)],
  ['an \\`escaped\\` one', []],
  ['`a\nb`', []],
])('finds the code of %j', (text, code) => {
  expect(codeRanges(text).map(({ start, end }) => text.slice(start, end))).toEqual(code);
});

it('changes the text around code, which may move or go', () => {
  expect(changeProse('a `a` b `b`', (prose) => prose.toUpperCase())).toBe('A `a` B `b`');
  expect(changeProse('1 `a` 2 `b`', (prose) => [...prose].reverse().join(''))).toBe('`b` 2 `a` 1');
  expect(changeProse('`a` x `b`', (prose) => prose.replace(/^./u, ''))).toBe(' x `b`');
  expect(withoutCode('`a` x `b`')).toBe('  x  ');
});
