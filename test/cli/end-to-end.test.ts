import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connect, NotRunning } from '../../src/client.js';
import { answer, searchResult } from '../../src/contracts/answer.js';
import type { TestNamespace } from '../support/namespace.js';
import { qdrantUrl, testCollectionPrefix, testNamespace } from '../support/stack.js';
import { runCli, startCli, type CliResult } from './run-cli.js';

const documents = {
  'leave.md': '# Leave\n\nEvery employee has 23 days of paid leave per year.\n',
  'travel.md': '# Travel\n\nTravel abroad is approved by the finance director.\n',
  '휴가.md': '# 휴가\n\n연차 휴가는 다음 해 3월까지 최대 5일 이월할 수 있습니다.\n',
};

let temporal: TestNamespace;
let folder: string;
let worker: ChildProcess;
let start: (...args: readonly string[]) => ChildProcessWithoutNullStreams;
let cli: (...args: readonly string[]) => Promise<CliResult>;

/** A worker on the stack all tests share, in a namespace, a collection and a folder of its own. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
  await mkdir(join(folder, 'docs'));
  for (const [name, text] of Object.entries(documents)) {
    await writeFile(join(folder, 'docs', name), text);
  }
  temporal = await testNamespace();
  const { address, namespace } = temporal;
  const env = {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    QDRANT_URL: qdrantUrl(),
    HOLDFAST_COLLECTION: testCollectionPrefix(),
  };
  cli = (...args) => runCli(args, { cwd: folder, env });
  start = (...args) => startCli(args, { cwd: folder, env });
  const started = start('worker');
  worker = started;
  started.stdout.resume();
  let log = '';
  for await (const line of createInterface({ input: started.stderr })) {
    log += `${line}\n`;
    if (line.startsWith('The worker is running')) break;
  }
  expect(log).toContain('The worker is running');
  started.stderr.resume();
});

async function stopWorker(): Promise<number | null> {
  if (worker.exitCode === null) {
    worker.kill('SIGINT');
    await once(worker, 'close');
  }
  return worker.exitCode;
}

afterAll(async () => {
  await stopWorker();
  await rm(folder, { recursive: true, force: true });
});

describe('ingesting, asking and removing by the command line', () => {
  it('shows what a dry run would do, and does nothing', async () => {
    const { exitCode, out } = await cli('ingest', 'docs', '--dry-run');
    expect({ exitCode, out }).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining(
        'docs (dry run): 3 new, 0 changed, 0 unchanged, 0 gone',
      ) as string,
    });
    expect((await cli('sources')).err).toContain('There are no sources yet');
  });

  it('ingests, and sums up', async () => {
    const { exitCode, out, err } = await cli('ingest', 'docs');
    expect({ exitCode, err }).toMatchObject({ exitCode: 0 });
    expect(out).toContain('docs: 3 new, 0 changed, 0 unchanged, 0 gone, 0 quarantined');
    expect(err).toMatch(/^docs /);
  });

  it('ingests again, and only what changed', async () => {
    await writeFile(
      join(folder, 'docs', 'travel.md'),
      '# Travel\n\nTravel is approved by the CFO.\n',
    );
    expect((await cli('ingest', 'docs')).out).toContain('0 new, 1 changed, 2 unchanged, 0 gone');
  });

  it('ends with 2 and the reason when too much is gone', async () => {
    await cp(join(folder, 'docs'), join(folder, 'kept'), { recursive: true });
    await rm(join(folder, 'docs', 'travel.md'));
    await rm(join(folder, 'docs', 'leave.md'));
    const dryRun = await cli('ingest', 'docs', '--dry-run');
    const { exitCode, err } = await cli('ingest', 'docs');
    await cp(join(folder, 'kept'), join(folder, 'docs'), { recursive: true });
    expect([dryRun.exitCode, exitCode]).toEqual([2, 2]);
    expect(dryRun.err).toMatch(/^2 of 3 known documents are missing .*--allow-deletes\n$/);
    expect(err).toContain('--allow-deletes');
  });

  it('answers with a citation', async () => {
    const { exitCode, out } = await cli('ask', 'How many days of paid leave per year?');
    expect(exitCode).toBe(0);
    expect(out).toContain('23 days of paid leave');
    expect(out).toMatch(/\[1\] leave\.md › Leave \(docs\)/);
    expect(out).not.toContain('degraded');
  });

  it('prints exactly the result with --json', async () => {
    const { exitCode, out } = await cli('ask', '연차는 며칠까지 이월할 수 있나요?', '--json');
    expect(exitCode).toBe(0);
    const result = z.strictObject(answer.shape).parse(JSON.parse(out));
    expect(result).toMatchObject({ kind: 'answered', citations: [{ document: '휴가.md' }] });
  });

  it('abstains with 0 when the documents do not say', async () => {
    const { exitCode, out } = await cli('ask', 'Which rocket reached Jupiter first?');
    expect({ exitCode, abstained: out.startsWith('[abstained]') }).toEqual({
      exitCode: 0,
      abstained: true,
    });
  });

  it('ends with 2 when the corpus is not known', async () => {
    const { exitCode, out } = await cli('ask', 'What?', '--corpus', 'nowhere', '--json');
    expect(exitCode).toBe(2);
    expect(answer.parse(JSON.parse(out)).error?.category).toBe('client_error');
    const refusal = { exitCode: 2, out: '', err: 'There is no corpus "nowhere"; known: default\n' };
    expect(await cli('ask', 'What?', '--corpus', 'nowhere')).toEqual(refusal);
    expect(await cli('search', 'What?', '--corpus', 'nowhere')).toEqual(refusal);
  });

  it('searches', async () => {
    const { out } = await cli('search', 'paid leave', '--json');
    expect(searchResult.parse(JSON.parse(out)).hits[0]?.document).toBe('leave.md');
    expect((await cli('search', 'paid leave')).out).toMatch(/^1 .* leave\.md/m);
  });

  it('lists sources, runs and one run', async () => {
    expect((await cli('sources')).out).toMatch(/default +docs +3 /);
    const { out } = await cli('status');
    expect(out).toMatch(/^completed .* ingest\/default\/default\/docs$/m);
    expect(out).toMatch(/^failed .* ingest\/default\/default\/docs$/m);
    const one = await cli('status', 'ingest/default/default/docs');
    expect(one.out).toContain('ingestSource, started');
    expect(one.out).toContain('2 of 3 known documents are missing');
  });

  it('keeps tenants apart', async () => {
    expect((await cli('sources', '--tenant', 'other')).err).toContain('There are no sources yet');
    await cli('ask', 'What?', '--tenant', 'o_her');
    expect((await cli('status', '--tenant', 'o_her')).out).toMatch(/question\/o_her\//);
    expect((await cli('status', '--tenant', 'other')).err).toContain('Nothing was asked');
    const foreign = await cli('status', 'ingest/default/default/docs', '--tenant', 'other');
    expect(foreign).toEqual({
      exitCode: 2,
      out: '',
      err: 'There is no run "ingest/default/default/docs" of other: "holdfast status" lists the newest\n',
    });
  });

  it.each(['pause', 'resume', 'cancel'])('refuses to %s what does not run', async (verb) => {
    const { exitCode, err } = await cli(verb, 'docs');
    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: 'No ingestion of "docs" is running in corpus "default"\n',
    });
  });

  it('finds itself well', async () => {
    const { exitCode, out } = await cli('doctor');
    expect({ exitCode, bad: /✗/.exec(out) }).toEqual({ exitCode: 0, bad: null });
    expect(out).toMatch(/✓ Search attributes +registered/);
    expect(out).toMatch(/✓ Worker +1 worker/);
  });

  it('removes a source, once', async () => {
    expect((await cli('remove', 'docs')).exitCode).toBe(0);
    const { exitCode, err } = await cli('remove', 'docs');
    expect({ exitCode, known: err.includes('There is no source "docs"') }).toEqual({
      exitCode: 2,
      known: true,
    });
  });
});

describe('without a worker', () => {
  const noWorker =
    'Temporal is up, but no Holdfast worker takes this: start one with "holdfast up" or "holdfast worker"\n';

  it('says within seconds that none has ever polled', async () => {
    const { address, namespace } = await testNamespace();
    const env = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
    const { exitCode, err } = await runCli(['ask', 'What?'], { cwd: folder, env });
    expect({ exitCode, err }).toEqual({
      exitCode: 1,
      err: noWorker,
    });
  });

  it('says that nobody takes the question, and how to start somebody', async () => {
    expect(await stopWorker()).toBe(0);
    const child = start('ask', 'What?');
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
      child.kill('SIGINT');
    });
    await once(child, 'close');
    expect(err).toBe(
      'No worker has taken the question yet, waiting for one: start it with "holdfast up" or "holdfast worker"\n',
    );
  });

  it.each([
    ['sources', ['sources']],
    ['search', ['search', 'What?']],
    ['a dry run', ['ingest', 'docs', '--dry-run']],
  ])('%s says so within seconds also when one polled lately', async (_what, args) => {
    expect(await cli(...args)).toEqual({ exitCode: 1, out: '', err: noWorker });
  });

  it('ends a removal nobody has begun with', async () => {
    const { address, namespace } = temporal;
    const holdfast = await connect({ address, namespace });
    const removal = holdfast.remove({ source: 'docs' });
    await expect(removal).rejects.toThrow(NotRunning);
    const [run] = await holdfast.status('ingest/default/default/docs');
    await holdfast.close();
    expect(run).toMatchObject({ type: 'removeSource', state: 'TERMINATED' });
  });

  it('asks its own tenant also where a tenant is named as undefined', async () => {
    const { address, namespace } = temporal;
    const holdfast = await connect({ address, namespace, tenant: 'acme' });
    const asked = await holdfast.start({ question: 'What?', tenant: undefined });
    await asked.cancel();
    await holdfast.close();
    expect(asked.workflowId).toMatch(/^question\/acme\//);
  });

  it('leaves ingestions alone at Ctrl-C, and says how to find them', async () => {
    await mkdir(join(folder, 'more'));
    const child = start('ingest', 'docs', 'more');
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
      if (chunk.includes('waiting for a worker')) child.kill('SIGINT');
    });
    await once(child, 'close');
    expect({ exitCode: child.exitCode, err }).toEqual({
      exitCode: 0,
      err: [
        'docs waiting for a worker',
        'Detached; the run goes on: holdfast status ingest/default/default/docs',
        'Detached; the run goes on: holdfast status ingest/default/default/more',
        '',
      ].join('\n'),
    });
  });
});
