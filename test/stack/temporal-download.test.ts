import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { downloadTemporal } from '../../src/stack/temporal-download.js';
import { temporaryFolder } from './temporary-folder.js';

const silent = (): void => undefined;

test('gives up quietly, and leaves nothing, when the network refuses', async () => {
  const folder = await temporaryFolder();
  const proxy = await listen(createServer((socket) => socket.destroy()));
  const environment = { ...process.env, HTTPS_PROXY: proxy };
  const target = join(folder, 'temporal');
  expect(await downloadTemporal(target, '1.8.2', environment, silent)).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});

test('gives up when the network swallows everything', async () => {
  const folder = await temporaryFolder();
  const asked: string[] = [];
  const proxy = await listen(
    createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => asked.push(data.toString()));
    }),
  );
  const environment = { ...process.env, HTTPS_PROXY: proxy };
  const target = join(folder, 'temporal');
  expect(await downloadTemporal(target, '1.8.2', environment, silent)).toBe(false);
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
  const said: string[] = [];
  const say = (text: string): number => said.push(text);
  expect(await downloadTemporal(target, '1.8.2', process.env, say, sdk)).toBe(true);
  expect(await readFile(target, 'utf8')).toBe('whole --help');
  expect(said).toEqual(['Downloading Temporal, once.']);
  expect((await readdir(folder)).sort()).toEqual(['sdk.cjs', 'temporal']);
});

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
