import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { causeOf } from '../../src/client/results.js';
import { ingestMessages, queues } from '../../src/contracts/names.js';
import { findTemporalBinary } from '../../src/stack/temporal-binary.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';

/** Workflows as any other SDK or the `temporal` command line starts them: past our own client. */
describe('a workflow started with JSON of any kind', () => {
  let holdfast: TestHoldfast;

  beforeAll(async () => {
    holdfast = await startHoldfast();
    const root = await writeDocuments(lighthouseHandbook);
    await (await holdfast.client.ingest({ source: 'handbook', root })).result();
  });
  afterAll(() => holdfast.close());

  async function run(workflowType: string, args: readonly unknown[]): Promise<unknown> {
    return holdfast.temporal.workflow.execute(workflowType, {
      taskQueue: /Source|sweep/u.test(workflowType) ? queues.ingest : queues.main,
      workflowId: `foreign/${randomUUID()}`,
      args: [...args],
      workflowExecutionTimeout: '30 seconds',
    });
  }

  async function failureOf(workflowType: string, args: readonly unknown[]) {
    const error: unknown = await run(workflowType, args).catch((failed: unknown) => failed);
    expect(error).toBeInstanceOf(WorkflowFailedError);
    const cause = causeOf(error);
    expect(cause).toBeInstanceOf(ApplicationFailure);
    const { type, message } = cause as ApplicationFailure;
    return { type, message };
  }

  it.each<[string, string, unknown[], RegExp]>([
    ['nothing', 'answerQuestion', [], /^input: /],
    ['null', 'answerQuestion', [null], /^input: /],
    ['a text', 'answerQuestion', ['Who keeps the light?'], /^input: /],
    ['no question', 'answerQuestion', [{ tenant: 'default' }], /^question: /],
    ['an empty question', 'answerQuestion', [{ question: ' ' }], /^question: is empty/],
    [
      'a huge question',
      'answerQuestion',
      [{ question: 'x'.repeat(900_000) }],
      /^question: is longer/,
    ],
    [
      'a deadline in words',
      'answerQuestion',
      [{ question: 'Why?', deadlineMs: '9s' }],
      /^deadlineMs: .*milliseconds/,
    ],
    ['no passages', 'answerQuestion', [{ question: 'Why?', topK: 0 }], /^topK: must be 1 to 50/],
    ['a tenant of null', 'answerQuestion', [{ question: 'Why?', tenant: null }], /^tenant: /],
    ['a search of null', 'searchPassages', [null], /^input: /],
    ['a search for a number', 'searchPassages', [{ question: 7 }], /^question: /],
    ['an ingestion of null', 'ingestSource', [null], /^input: /],
    ['an ingestion without root', 'ingestSource', [{ source: 'handbook' }], /^root: /],
    ['a preview of nothing', 'previewSource', [], /^input: /],
    ['a removal of a list', 'removeSource', [[]], /^input: /],
    ['a removal without source', 'removeSource', [{ tenant: 'default' }], /^source: /],
    ['a sweep of nothing', 'sweepStale', [], /^input: /],
    ['an ingestion of null that claims to go on', 'ingestSource', [null, 7], /^input: /],
    ['sources of null', 'listSources', [null], /^input: /],
  ])('fails as a client error that names the field: %s', async (_, type, args, message) => {
    const failure = await failureOf(type, args);
    expect(failure.type).toBe('client_error');
    expect(failure.message).toMatch(message);
  });

  it('answers with the defaults when only the question is given', async () => {
    const answer = await run('answerQuestion', [{ question: 'How often is the lens cleaned?' }]);
    expect(answer).toMatchObject({ kind: 'answered', degraded: [] });
  });

  /** As a client with another codec would send it. */
  const unreadable = {
    payloads: [{ metadata: { encoding: Buffer.from('binary/sealed') }, data: Buffer.from('?') }],
  };

  it.each(['answerQuestion', 'ingestSource', 'removeSource'])(
    'fails as a client error when its input cannot be decoded: %s',
    async (type) => {
      const { namespace } = holdfast.config.temporal;
      const workflowId = `foreign/${randomUUID()}`;
      await holdfast.temporal.workflowService.startWorkflowExecution({
        namespace,
        workflowId,
        requestId: randomUUID(),
        workflowType: { name: type },
        taskQueue: { name: type.includes('Source') ? queues.ingest : queues.main },
        input: unreadable,
      });
      const result = holdfast.temporal.workflow.getHandle(workflowId).result();
      const cause = causeOf(await result.catch((failed: unknown) => failed));
      expect(cause).toMatchObject({
        type: 'client_error',
        message: expect.stringMatching(/^input: /u) as string,
      });
    },
  );

  it('ingests on, whatever signals come in', async () => {
    const root = await writeDocuments(lighthouseHandbook);
    const run = await holdfast.client.ingest({ source: 'signalled', root });
    await run.pause();
    const { temporal, config } = holdfast;
    const execution = { namespace: config.temporal.namespace, workflowExecution: run };
    const handle = temporal.workflow.getHandle(run.workflowId);
    for (const message of [null, 7, [], {}, { root: 7 }, { root, allowDeletes: 'yes' }]) {
      await handle.signal(ingestMessages.scanAgain, message);
    }
    await temporal.workflowService.signalWorkflowExecution({
      ...execution,
      signalName: ingestMessages.scanAgain,
      input: unreadable,
    });
    await handle.signal('no such signal', { x: 1 });
    await run.resume();
    expect(await run.result()).toMatchObject({ phase: 'done', finished: 3 });
  });

  it('answers what the command line of Temporal starts', async () => {
    const { address, namespace } = holdfast.config.temporal;
    const workflowId = `foreign/${randomUUID()}`;
    const input = JSON.stringify({ question: 'How often is the lens cleaned?', note: 'unknown' });
    const { file } = await findTemporalBinary(process.env, console.error);
    await promisify(execFile)(file, [
      ...['workflow', 'start', '--address', address!, '--namespace', namespace],
      ...['--type', 'answerQuestion', '--task-queue', queues.main],
      ...['--workflow-id', workflowId, '--input', input],
    ]);
    const answer: unknown = await holdfast.temporal.workflow.getHandle(workflowId).result();
    expect(answer).toMatchObject({ kind: 'answered' });
  });
});
