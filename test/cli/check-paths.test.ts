import { expect, it } from 'vitest';
import { checkPaths } from '../../src/cli/check-paths.js';
import { temporaryFolder } from '../stack/temporary-folder.js';

const missing = '/documents-only-the-worker-has';

it('leaves a path that is not here to a worker that may run elsewhere', async () => {
  expect(await checkPaths([missing], { workerIsElsewhere: true })).toEqual([
    { root: missing, source: missing.slice(1) },
  ]);
});

it.each([
  ['a path that is not here, with the worker here', missing, false, 'does not exist'],
  ['a path that is no document, wherever the worker is', '/dev/null', true, 'neither a folder'],
])('refuses %s', async (_what, path, workerIsElsewhere, message) => {
  await expect(checkPaths([path], { workerIsElsewhere })).rejects.toThrow(message);
});

it('takes a folder that is here', async () => {
  const root = await temporaryFolder();
  const source = 'docs';
  expect(await checkPaths([root], { source, workerIsElsewhere: false })).toEqual([
    { root, source },
  ]);
});
