import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeDocuments } from '../support/documents.js';
import { eventually } from '../support/eventually.js';
import { openaiKey, startObservedWorker, type ObservedWorker } from './observed-worker.js';

const marked = { document: 'XYLOPHONEMARK', question: 'ZEPPELINMARK' };

const line = z.looseObject({
  level: z.enum(['info', 'warn', 'error']),
  time: z.iso.datetime(),
  message: z.string().min(1),
  workflowId: z.string().optional(),
  activity: z.string().optional(),
  attempt: z.int().optional(),
});
type Line = z.infer<typeof line>;

describe('the log of a worker', () => {
  let observed: ObservedWorker;
  const ids = { question: '', failed: '' };
  const lines = (): Line[] => observed.worker.log.map((text) => line.parse(JSON.parse(text)));

  beforeAll(async () => {
    observed = await startObservedWorker();
    const { holdfast, vendor } = observed;
    const root = await writeDocuments({
      'lamp.md': `# Lamp\n\nThe lamp of ${marked.document} is cleaned on Thursdays.\n`,
      'lens.md': `# Lens\n\nThe lens of ${marked.document} is cleaned on Mondays.\n`,
    });

    await (await holdfast.client.ingest({ source: 'good', root })).result();
    // A vendor that repeats what it was sent, once for each of its kinds of call.
    const echo = { kind: 'status', status: 400, code: 'echo_request' } as const;
    vendor.faults.always('chat', echo);
    vendor.faults.always('messages', { kind: 'status', status: 401, code: 'echo_key' });
    for (const route of ['rerank', 'embeddings'] as const) vendor.faults.always(route, echo);
    const text = `When is the lamp of ${marked.document} cleaned, on Thursdays, ${marked.question}?`;
    const asked = await holdfast.client.start(text);
    ids.question = asked.workflowId;
    expect((await asked.result()).degraded.length).toBeGreaterThanOrEqual(4);

    const other = await writeDocuments({ 'new.md': `Another ${marked.document} text.\n` });
    const bad = await holdfast.client.ingest({ source: 'bad', root: other });
    ids.failed = bad.workflowId;
    await expect(bad.result()).rejects.toThrow();
    await eventually(async () =>
      expect(lines().map(({ message }) => message)).toContain('Workflow failed'),
    );
  });

  afterAll(() => observed.close());

  it('is one JSON object for each line, with level, time and message', () => {
    expect(lines().length).toBeGreaterThan(3);
  });

  it('has one line for each failed attempt, with run, activity, attempt and what failed', () => {
    const failed = lines().filter(({ message }) => / failed: /.test(message));
    const of = (workflowId: string) => failed.filter((one) => one.workflowId === workflowId);
    expect(
      of(ids.question)
        .map(({ activity }) => activity)
        .sort(),
    ).toEqual(['embedQuestion', 'generateAnswer', 'generateAnswer', 'rerankPassages']);
    expect(of(ids.failed)).toEqual([
      expect.objectContaining({
        level: 'warn',
        message: `embedPassages failed: openai embeddings (text-embedding-3-small): 400 bad request`,
        activity: 'embedPassages',
        attempt: 1,
        category: 'client_error',
        reason: 'bad_request',
        dependency: 'openai',
      }),
    ]);
    expect(lines().filter(({ message }) => message === 'Activity failed')).toEqual([]);
  });

  it('says which run failed', () => {
    expect(lines()).toContainEqual(
      expect.objectContaining({ message: 'Workflow failed', workflowId: ids.failed }),
    );
  });

  it('holds nothing of any document, question or secret', () => {
    const all = [...observed.worker.log, ...observed.worker.said].join('\n');
    const secrets = [openaiKey, 'sk-test-anthropic', 'test-cohere', observed.webhook.token];
    for (const hidden of [...Object.values(marked), ...secrets]) {
      expect(all).not.toContain(hidden);
    }
  });

  it('keeps what vendors say in the history of the run, for those who may read it', async () => {
    const { degraded } = await observed.holdfast.client.ask(`${marked.question} again?`);
    expect(degraded.map(({ cause }) => cause).join('\n')).toContain('This cannot be read');
  });
});
