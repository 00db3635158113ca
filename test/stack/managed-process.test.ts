import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { constants, getPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { keepRunning } from '../../src/stack/keep-running.js';
import { startProcess, type ProcessSpec } from '../../src/stack/managed-process.js';
import { identifyProcess, stillRuns } from '../../src/stack/process-identity.js';
import { startService } from '../../src/stack/start-service.js';
import { temporaryFolder } from './temporary-folder.js';

const owner = fileURLToPath(new URL('owner.ts', import.meta.url));

async function shell(script: string): Promise<ProcessSpec> {
  const folder = await temporaryFolder();
  return {
    name: 'The service',
    command: '/bin/sh',
    args: ['-c', script],
    workingFolder: join(folder, 'work'),
    environment: { ONLY: 'this' },
    logFile: join(folder, 'logs', 'service.log'),
  };
}

test('writes to a log only its owner can read, in its own folder and environment', async () => {
  const spec = await shell('pwd; echo "$ONLY"; echo "key: $OPENAI_API_KEY"; exit 3');
  const started = await startProcess(spec);
  expect(await started.exited).toBe('exited with code 3');
  expect(await readFile(spec.logFile, 'utf8')).toBe(`${spec.workingFolder}\nthis\nkey: \n`);
  expect((await stat(spec.logFile)).mode & 0o777).toBe(0o600);
});

test('ends a service that asks to be ended, however often', async () => {
  const started = await startProcess(await shell('exec sleep 600'));
  await Promise.all([started.stop(), started.stop()]);
  expect(await identifyProcess(started.pid)).toBeNull();
  expect(await started.exited).toBe('was ended by SIGINT');
});

test('lets everything else go first when it runs in the background', async () => {
  const spec = await shell('exec sleep 600');
  const usual = await startProcess(spec);
  const behind = await startProcess({ ...spec, inBackground: true });
  const priorities = [usual, behind].map(({ pid }) => getPriority(pid));
  await Promise.all([usual.stop(), behind.stop()]);
  expect(priorities).toEqual([getPriority(), constants.priority.PRIORITY_BELOW_NORMAL]);
});

test('restarts a service that ends by itself, says so, and stops the one that runs', async () => {
  const spec = await shell('exec sleep 600');
  const first = await startProcess(spec);
  const progress: string[] = [];
  let told = (): void => undefined;
  const restarted = new Promise<void>((resolve) => (told = resolve));
  const kept = keepRunning(first, {
    ...spec,
    restart: () => startProcess(spec),
    onProgress: (text) => progress.push(text),
    onRestarted: async () => told(),
  });
  process.kill(first.pid, 'SIGKILL');
  await restarted;
  expect(kept.pid).not.toBe(first.pid);
  expect(progress).toEqual([
    `The service was ended by SIGKILL; restarting in 1 s. Log: ${spec.logFile}`,
  ]);
  await kept.stop();
  expect(await identifyProcess(kept.pid)).toBeNull();
});

test('says what could not be executed', async () => {
  const spec = { ...(await shell('')), command: '/no/such/qdrant' };
  await expect(startProcess(spec)).rejects.toThrow('could not be started from /no/such/qdrant');
});

test('fails with the end of the log when a service ends before it serves', async () => {
  const spec = await shell('echo the disk is full; exit 7');
  const ask = (): Promise<never> => Promise.reject(new Error('refused'));
  await expect(startService({ ...spec, ask })).rejects.toThrow(
    /The service exited with code 7.*the disk is full/s,
  );
});

test('asks a service until it answers', async () => {
  let asked = 0;
  const ask = (): Promise<string> =>
    (asked += 1) < 3 ? Promise.reject(new Error('refused')) : Promise.resolve('1.2.3');
  const started = await startService({ ...(await shell('exec sleep 600')), ask });
  expect(started.answer).toBe('1.2.3');
  await started.process.stop();
});

test('ends the service even when its owner is killed', async () => {
  const folder = await temporaryFolder();
  const child = spawn(process.execPath, ['--import', 'tsx/esm', owner, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const service = await identifyProcess(Number(line.toString()));
  if (service === null) throw new Error('The owner started nothing.');
  child.kill('SIGKILL');
  await once(child, 'exit');
  while (await stillRuns(service)) await delay(20);
});
