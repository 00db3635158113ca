import { expect, it } from 'vitest';
import { sourceName } from '../../src/cli/source-name.js';
import { BadInput } from '../../src/client.js';
import { name } from '../../src/contracts/passage.js';

it.each([
  ['/srv/docs', 'docs'],
  ['/srv/My Documents (old)', 'My-Documents-old'],
  ['/srv/.github', 'github'],
  ['/srv/핸드북', '핸드북'],
  ['/srv/핸드북'.normalize('NFD'), '핸드북'],
  ['/srv/v1.2.md', 'v1.2.md'],
  [`/srv/${'x'.repeat(80)}`, 'x'.repeat(64)],
])('makes of %s the name %s', (path, expected) => {
  expect(sourceName(path)).toBe(expected);
  expect(name.parse(sourceName(path))).toBe(expected);
});

it.each(['/', '/srv/...', '/srv/ '])('makes no name of %j', (path) => {
  expect(() => sourceName(path)).toThrow(BadInput);
});
