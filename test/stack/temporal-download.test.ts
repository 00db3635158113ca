import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { downloadTemporal } from '../../src/stack/temporal-download.js';
import { listenOnLoopback, temporaryFolder } from './temporary-folder.js';

const silent = (): void => undefined;

test('fails, and leaves nothing, when the network refuses', async () => {
  const folder = await temporaryFolder();
  const proxy = await listenOnLoopback(createServer((socket) => socket.destroy()));
  const environment = { ...process.env, HTTPS_PROXY: proxy };
  const target = join(folder, 'temporal');
  await expect(downloadTemporal(target, environment, silent)).rejects.toThrow('cannot be reached');
  expect(await readdir(folder)).toEqual([]);
});

test('fails within seconds when the network swallows everything', async () => {
  const folder = await temporaryFolder();
  const asked: string[] = [];
  const proxy = await listenOnLoopback(
    createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => asked.push(data.toString()));
    }),
  );
  const environment = { ...process.env, HTTPS_PROXY: proxy };
  const target = join(folder, 'temporal');
  await expect(downloadTemporal(target, environment, silent)).rejects.toThrow('cannot be reached');
  expect(asked.join('')).toContain('CONNECT temporal.download:443');
  expect(await readdir(folder)).toEqual([]);
});

test('takes the file over when the SDK has finished it', async () => {
  const folder = await temporaryFolder();
  const sdk = join(folder, 'sdk.cjs');
  await writeFile(
    sdk,
    `const { renameSync, writeFileSync } = require('node:fs');
     exports.TestWorkflowEnvironment = {
       createLocal: ({ server: { executable, extraArgs } }) => new Promise(() => {
         const file = executable.downloadDir + '/temporal-' + executable.version;
         writeFileSync(file + '.downloading', 'half');
         setTimeout(() => {
           writeFileSync(file + '.downloading', 'whole ' + extraArgs);
           renameSync(file + '.downloading', file);
         }, 300);
         setInterval(() => undefined, 1000);
       }),
     };`,
  );
  const target = join(folder, 'temporal');
  await downloadTemporal(target, process.env, silent, sdk);
  expect(await readFile(target, 'utf8')).toBe('whole --help');
  expect((await readdir(folder)).sort()).toEqual(['sdk.cjs', 'temporal']);
});
