import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { constants, getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identifyProcess } from '../../src/stack/process-identity.js';
import { readStackFile } from '../../src/stack/stack-file.js';
import { eventually } from '../support/eventually.js';
import { runCli, startCli } from './run-cli.js';

describe('up', () => {
  let cwd: string;
  let up: ChildProcessWithoutNullStreams;
  const said: string[] = [];

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
    await writeFile(
      join(cwd, '.env'),
      'HOLDFAST_EMBEDDING=none\nHOLDFAST_QUEUE_WAIT=3s\nPOSTGRES_PASSWORD=not-ours\n',
    );
    up = startCli(['up'], { cwd, env: { HOLDFAST_WORK: 'questions' } });
    up.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    for await (const line of createInterface({ input: up.stdout })) {
      said.push(line);
      if (line.includes('holdfast ingest')) break;
    }
    up.stdout.resume();
  });

  afterAll(async () => {
    if (up.exitCode === null) {
      up.kill('SIGKILL');
      await once(up, 'close');
    }
    await rm(cwd, { recursive: true, force: true });
  });

  it('says where everything is and how it was found', () => {
    const text = said.join('\n');
    expect(text).toMatch(/Temporal [\d.]+ {2}127\.0\.0\.1:\d+ {2}\S/);
    expect(text).toMatch(/Temporal UI {2}http:\/\/127\.0\.0\.1:\d+/);
    expect(text).toMatch(/Qdrant [\d.]+ {2}http:\/\/127\.0\.0\.1:\d+ {2}\S/);
  });

  it('is found by other commands from the same folder', async () => {
    const { exitCode, out } = await runCli(['doctor'], { cwd });
    expect({ exitCode, bad: /✗.*/.exec(out)?.[0] }).toEqual({ exitCode: 0 });
    expect(out).toMatch(/✓ Temporal .*started by "holdfast up"/);
  });

  it('ingests in a process of its own, which is started again when it ends', async () => {
    const [, , first] = (await readStackFile(join(cwd, '.holdfast')))?.services ?? [];
    const pid = first?.pid ?? 0;
    const variables = await readFile(`/proc/${pid}/environ`, 'utf8');
    expect(variables).toContain('\0HOLDFAST_WORK=ingestion\0');
    expect(variables).toContain('\0HOLDFAST_QUEUE_WAIT=3s\0');
    expect(variables).not.toContain('not-ours');
    expect(getPriority(pid)).toBe(constants.priority.PRIORITY_BELOW_NORMAL);

    process.kill(pid, 'SIGKILL');
    const again = await eventually(async () => {
      const { services = [] } = (await readStackFile(join(cwd, '.holdfast'))) ?? {};
      expect(services[2]?.pid).not.toBe(pid);
      return services[2]?.pid;
    }, 50_000);
    expect(again).toBeGreaterThan(0);
    expect(said.join('')).toContain('The ingestion worker was ended by SIGKILL; restarting in 1 s');
  });

  it.each([
    ['Temporal', 0],
    ['Qdrant', 1],
  ])('restarts %s when it ends, with the same address', async (name, index) => {
    const dataDir = join(cwd, '.holdfast');
    const before = await readStackFile(dataDir);
    const pid = before?.services[index]?.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    const after = await eventually(async () => {
      const record = await readStackFile(dataDir);
      expect(record?.services[index]?.pid).not.toBe(pid);
      return record;
    });
    expect(said.join('')).toContain(`${name} was ended by SIGKILL; restarting in 1 s`);
    expect(after).toMatchObject({
      temporalAddress: before?.temporalAddress,
      qdrantUrl: before?.qdrantUrl,
    });
    const { out } = await runCli(['doctor'], { cwd });
    expect(out).toMatch(new RegExp(`✓ ${name} `));
  });

  it('gives way to an explicit address', async () => {
    const env = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
    const { exitCode, err } = await runCli(['status'], { cwd, env });
    expect(exitCode).toBe(1);
    expect(err).toContain('127.0.0.1:1');
  });

  it('is not started twice on one folder', async () => {
    const { exitCode, err } = await runCli(['up'], { cwd });
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^Holdfast is already running on .*\n$/);
  });

  it('stops exactly what it started on Ctrl-C', async () => {
    const record = await readStackFile(join(cwd, '.holdfast'));
    expect(record?.services).toHaveLength(3);
    up.kill('SIGINT');
    await once(up, 'close');
    expect(up.exitCode).toBe(0);
    const left = await Promise.all((record?.services ?? []).map(({ pid }) => identifyProcess(pid)));
    expect(left).toEqual([null, null, null]);
    expect(existsSync(join(cwd, '.holdfast', 'stack.json'))).toBe(false);
  });
});
