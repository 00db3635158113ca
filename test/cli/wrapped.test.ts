import { expect, it } from 'vitest';
import { wrapped } from '../../src/cli/render/wrapped.js';

it.each([
  ['a line that fits', 'one  two', 8, 'one  two'],
  ['a line that is too long', 'one two three', 8, 'one two\nthree'],
  ['an indented line', '    one two three', 11, '    one two\n    three'],
  ['several lines', 'one two\n\nthree four', 7, 'one two\n\nthree\nfour'],
  ['Korean, two columns a letter', '연차는 다음 해로 넘긴다', 12, '연차는 다음\n해로 넘긴다'],
  ['a word longer than a line', 'see http://127.0.0.1:8233/x', 10, 'see http://127.0.0.1:8233/x'],
  [
    'colours, which take no columns',
    '\u001b[2mone two three\u001b[22m',
    7,
    '\u001b[2mone two\nthree\u001b[22m',
  ],
  ['what goes to a pipe', 'one two three', Infinity, 'one two three'],
])('wraps %s', (_, text, columns, lines) => {
  expect(wrapped(text, columns)).toBe(lines);
});
