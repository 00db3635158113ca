import { once } from 'node:events';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connect, NotRunning } from '../../src/client.js';
import { answer, searchResult } from '../../src/contracts/answer.js';
import { localUser } from '../../src/client/audit.js';
import { eventually } from '../support/eventually.js';
import { testNamespace } from '../support/stack.js';
import { startCommandWorker, type CommandWorker } from './command-worker.js';
import { endOf, runCliProcess } from './run-cli.js';

let on: CommandWorker;
let cli: CommandWorker['cli'];
let folder: string;

beforeAll(async () => {
  on = await startCommandWorker();
  ({ cli, folder } = on);
});

afterAll(() => on.close());

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
    const unknown = { exitCode: 2, out: '', err: 'There is no corpus "nowhere"; known: default\n' };
    expect(await cli('ask', 'What?', '--corpus', 'nowhere')).toEqual(unknown);
    expect(await cli('search', 'What?', '--corpus', 'nowhere')).toEqual(unknown);
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
    for (const tenant of ['other', 'O_HER', 'o_h', 'o_her2']) {
      const { out, err } = await cli('status', '--tenant', tenant);
      expect({ tenant, out, err }).toEqual({
        tenant,
        out: '',
        err: 'No questions or ingestions yet.\n',
      });
    }
    const foreign = await cli('status', 'ingest/default/default/docs', '--tenant', 'other');
    expect(foreign).toEqual({
      exitCode: 2,
      out: '',
      err: 'There is no run "ingest/default/default/docs" of other: "holdfast status" lists the newest\n',
    });
  });

  it.each(['pause', 'resume', 'cancel'])(
    'does not %s an ingestion that is not running',
    async (verb) => {
      const { exitCode, err } = await cli(verb, 'docs');
      expect({ exitCode, err }).toEqual({
        exitCode: 2,
        err: 'No ingestion of "docs" is running in corpus "default"\n',
      });
    },
  );

  it('reports no problem with doctor', async () => {
    const { exitCode, out } = await cli('doctor');
    expect({ exitCode, bad: /✗/.exec(out) }).toEqual({ exitCode: 0, bad: null });
    expect(out).toMatch(/✓ Search attributes +registered/);
    expect(out).toMatch(/✓ Worker +1 worker/);
  });

  it('removes nothing without a terminal or --yes', async () => {
    const { exitCode, err } = await cli('remove', 'docs');
    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: [
        'This removes source "docs" from corpus "default" of the index: 3 documents, 3 passages.',
        'Pass --yes to confirm this without a terminal',
        '',
      ].join('\n'),
    });
    const ingest = await cli('ingest', 'docs', '--allow-deletes');
    expect({ exitCode: ingest.exitCode, says: ingest.err }).toEqual({
      exitCode: 2,
      says: expect.stringContaining('removes the documents of "docs" that are missing') as string,
    });
    expect((await cli('sources')).out).toMatch(/default +docs +3 /);
  });

  it('removes a source, once, and records who did it', async () => {
    expect((await cli('remove', 'docs', '--yes')).exitCode).toBe(0);
    await eventually(async () => {
      const actions = JSON.parse((await cli('audit', '--json')).out) as unknown[];
      expect(actions).toEqual([
        {
          action: 'remove docs from corpus default',
          by: localUser(),
          tenant: 'default',
          at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
        },
      ]);
    });
    const { exitCode, err } = await cli('remove', 'docs', '--yes');
    expect({ exitCode, known: err.includes('There is no source "docs"') }).toEqual({
      exitCode: 2,
      known: true,
    });
  });
});

/** Side by side, since each waits for seconds; in processes of their own, which have a folder each. */
describe.concurrent('without a worker', () => {
  const noWorker =
    'Temporal is running, but no Holdfast worker is: start one with "holdfast up" or "holdfast worker"\n';

  beforeAll(async () => {
    expect(await on.stopWorker()).toBe(0);
  });

  it('says within seconds that no worker is running', async () => {
    const { address, namespace } = await testNamespace();
    const env = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
    const { exitCode, err } = await runCliProcess(['ask', 'What?'], { cwd: folder, env });
    expect({ exitCode, err }).toEqual({
      exitCode: 1,
      err: noWorker,
    });
  });

  it('warns that no worker picks up the question, and how to start one', async () => {
    const child = on.start('ask', 'What?');
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
      child.kill('SIGINT');
    });
    await once(child, 'close');
    expect(err).toBe(
      'Waiting for a worker: none has picked up the question yet. Start one with "holdfast up" or "holdfast worker".\n',
    );
  });

  it('says so within seconds also when one polled recently, whatever is asked of it', async () => {
    const commands = [['sources'], ['search', 'What?'], ['ingest', 'docs', '--dry-run']];
    const results = await Promise.all(commands.map((args) => endOf(on.start(...args))));
    const saysSo = { exitCode: 1, out: '', err: noWorker };
    expect(results).toEqual([saysSo, saysSo, saysSo]);
  });

  it('terminates a removal that no worker picks up', async () => {
    const { address, namespace } = on.temporal;
    const holdfast = await connect({ address, namespace });
    const removal = holdfast.remove({ source: 'other' });
    await expect(removal).rejects.toThrow(NotRunning);
    const [run] = await holdfast.status('ingest/default/default/other');
    await holdfast.close();
    expect(run).toMatchObject({ type: 'removeSource', state: 'TERMINATED' });
  });

  it('uses its own tenant when a call passes undefined', async () => {
    const { address, namespace } = on.temporal;
    const holdfast = await connect({ address, namespace, tenant: 'acme' });
    const asked = await holdfast.start({ question: 'What?', tenant: undefined });
    await asked.cancel();
    await holdfast.close();
    expect(asked.workflowId).toMatch(/^question\/acme\//);
  });

  it('leaves ingestions running at Ctrl-C, and says how to check them', async () => {
    await mkdir(join(folder, 'more'));
    const child = on.start('ingest', 'docs', 'more');
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
        'Still running. Check it with: holdfast status ingest/default/default/docs',
        'Still running. Check it with: holdfast status ingest/default/default/more',
        '',
      ].join('\n'),
    });
  });
});
