import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identifyProcess, stillRuns } from '../../src/stack/process-identity.js';
import {
  readStackFile,
  removeStackFile,
  stopLeftovers,
  writeStackFile,
  type StackRecord,
} from '../../src/stack/stack-file.js';
import type { Stack } from '../../src/stack/stack.js';
import { temporaryFolder } from './temporary-folder.js';

const stop = (): Promise<void> => Promise.resolve();
const stack: Stack = {
  temporal: { address: '127.0.0.1:7233', uiUrl: 'http://127.0.0.1:8233', how: 'built', stop },
  qdrant: { url: 'http://127.0.0.1:6333', how: 'packaged', stop },
  stop,
};

test('is read as it was written, by its owner alone readable', async () => {
  const folder = join(await temporaryFolder(), '.holdfast');
  await writeStackFile(folder, { ...stack, qdrant: { ...stack.qdrant, pid: process.ppid } });
  const record = await readStackFile(folder);
  expect(record).toMatchObject({
    owner: { pid: process.pid },
    temporalAddress: '127.0.0.1:7233',
    temporalUiUrl: 'http://127.0.0.1:8233',
    qdrantUrl: 'http://127.0.0.1:6333',
    services: [{ pid: process.ppid }],
  });
  expect((await stat(join(folder, 'stack.json'))).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['stack.json']);
});

test('is nothing when the file is missing, broken or foreign', async () => {
  const folder = await temporaryFolder();
  expect(await readStackFile(folder)).toBeNull();
  for (const text of ['', '{"owner":', '{"owner":{"pid":1}}']) {
    await writeFile(join(folder, 'stack.json'), text);
    expect(await readStackFile(folder)).toBeNull();
    expect(await stopLeftovers(folder)).toEqual([]);
  }
});

test('is nothing when the owner is gone', async () => {
  const folder = await temporaryFolder();
  await record(folder, { owner: await endedProcess() });
  expect(await readStackFile(folder)).toBeNull();
});

test('is nothing when another process has the number of its owner now', async () => {
  const folder = await temporaryFolder();
  await record(folder, { owner: { pid: process.pid, started: 'long ago' } });
  expect(await readStackFile(folder)).toBeNull();
});

test('removes its own record and leaves that of another alone', async () => {
  const folder = await temporaryFolder();
  await record(folder, { owner: await identify(process.ppid) });
  await removeStackFile(folder);
  expect(await readdir(folder)).toEqual(['stack.json']);
  await writeStackFile(folder, stack);
  await removeStackFile(folder);
  expect(await readdir(folder)).toEqual([]);
});

test('ends what a dead owner left running, and only that', async () => {
  const folder = await temporaryFolder();
  const [left, other] = [spawn('sleep', ['600']), spawn('sleep', ['600'])];
  const services = await Promise.all([identify(left.pid), identify(other.pid)]);
  // The second number is in use again by something that was never ours.
  await record(folder, {
    owner: await endedProcess(),
    services: [services[0], { pid: services[1].pid, started: 'long ago' }],
  });
  const gone = once(left, 'exit');
  expect(await stopLeftovers(folder)).toEqual([left.pid]);
  await gone;
  expect(await stillRuns(services[1])).toBe(true);
  expect(await readdir(folder)).toEqual([]);
  other.kill();
});

test('ends nothing while the owner lives', async () => {
  const folder = await temporaryFolder();
  const service = spawn('sleep', ['600']);
  const services = [await identify(service.pid)];
  await record(folder, { owner: await identify(process.pid), services });
  expect(await stopLeftovers(folder)).toEqual([]);
  expect(await stillRuns(services[0]!)).toBe(true);
  service.kill();
});

async function record(folder: string, fields: Partial<StackRecord>): Promise<void> {
  await writeStackFile(folder, stack);
  const file = join(folder, 'stack.json');
  const written = JSON.parse(await readFile(file, 'utf8')) as StackRecord;
  await writeFile(file, JSON.stringify({ ...written, ...fields }));
}

async function identify(pid: number | undefined): Promise<StackRecord['owner']> {
  const identified = await identifyProcess(pid ?? 0);
  if (identified === null) throw new Error(`There is no process ${pid}.`);
  return identified;
}

async function endedProcess(): Promise<StackRecord['owner']> {
  const child = spawn('sleep', ['600']);
  const identified = await identify(child.pid);
  child.kill();
  await once(child, 'exit');
  return identified;
}
