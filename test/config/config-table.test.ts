import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { essentialVariables, variables } from '../../src/config/variables.js';

const script = fileURLToPath(new URL('../../scripts/config-table.ts', import.meta.url));
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx/esm', script, ...args]);
const namesIn = (text: string) => [...text.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-table-'));
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ['', Object.keys(variables.shape)],
  [': essential', essentialVariables],
])('is checked against a file, and written between its markers (config%s)', async (what, names) => {
  const file = join(folder, 'page.md');
  await writeFile(file, `# Above\n\n<!-- config${what} -->\noutdated\n<!-- /config -->\n\nBelow\n`);
  await expect(run('--check', file)).rejects.toThrow('is out of date');
  await run('--write', file);
  await run('--check', file);
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(/^# Above\n\n<!-- config[^]*\n<!-- \/config -->\n\nBelow\n$/);
  expect(text).not.toContain('outdated');
  expect(namesIn(text)).toEqual(names);
});
