import { expect, it } from 'vitest';
import { checkPaths, sourceName } from '../../src/cli/check-paths.js';
import { BadInput } from '../../src/client.js';
import { name } from '../../src/contracts/passage.js';
import { temporaryFolder } from '../stack/temporary-folder.js';

const missing = '/documents-only-the-worker-has';

it('accepts a path that is missing here when the worker may run elsewhere', async () => {
  expect(await checkPaths([missing], { workerIsElsewhere: true })).toEqual([
    { root: missing, source: missing.slice(1) },
  ]);
});

it.each([
  ['a missing path when the worker runs here', missing, false, 'does not exist'],
  ['a device, wherever the worker runs', '/dev/null', true, 'neither a folder'],
])('rejects %s', async (_what, path, workerIsElsewhere, message) => {
  await expect(checkPaths([path], { workerIsElsewhere })).rejects.toThrow(message);
});

it('accepts an existing folder', async () => {
  const root = await temporaryFolder();
  const source = 'docs';
  expect(await checkPaths([root], { source, workerIsElsewhere: false })).toEqual([
    { root, source },
  ]);
});

it.each([
  ['/srv/docs', 'docs'],
  ['/srv/My Documents (old)', 'My-Documents-old'],
  ['/srv/.github', 'github'],
  ['/srv/핸드북', '핸드북'],
  ['/srv/핸드북'.normalize('NFD'), '핸드북'],
  ['/srv/v1.2.md', 'v1.2.md'],
  [`/srv/${'x'.repeat(80)}`, 'x'.repeat(64)],
])('derives from %s the source name %s', (path, expected) => {
  expect(sourceName(path)).toBe(expected);
  expect(name.parse(sourceName(path))).toBe(expected);
});

it.each(['/', '/srv/...', '/srv/ '])('derives no source name from %j', (path) => {
  expect(() => sourceName(path)).toThrow(BadInput);
});
