import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { builtPackage } from '../support/built-package.js';
import { qdrantUrl, testNamespace } from '../support/stack.js';

/** Starts a worker from code and does nothing about what is left open: such a process must end by itself. */
const program = `
import { loadConfig, startWorker } from ${JSON.stringify(`${await builtPackage()}/lib/worker.js`)};
const settings = JSON.parse(process.argv[1]);
try {
  await startWorker(loadConfig({ settings, env: {}, envFile: null }));
} catch (error) {
  console.log(error.name);
}`;

it.each([
  ['is given a namespace that does not exist', { TEMPORAL_NAMESPACE: 'nowhere' }, 'Namespace'],
  ['finds no Temporal', { TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'Transport'],
])('a worker that %s leaves nothing open', async (_, wrong, name) => {
  const { address } = await testNamespace();
  const settings = { TEMPORAL_ADDRESS: address, QDRANT_URL: qdrantUrl(), ...wrong };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', program, JSON.stringify(settings)],
    { timeout: 30_000 },
  );
  expect(stdout).toContain(name);
});
