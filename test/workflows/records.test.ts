import proto from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asked } from '../../src/client.js';
import type { QuestionInput } from '../../src/contracts/answer.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { eventually } from '../support/eventually.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { readableHistory } from '../support/payloads.js';
import { runsFound } from '../support/runs.js';
import { vendorEnvironment } from '../support/vendors.js';

const secrets = {
  OPENAI_API_KEY: 'open-lighthouse-1',
  ANTHROPIC_API_KEY: 'open-lighthouse-2',
  HOLDFAST_RERANK_API_KEY: 'open-lighthouse-3',
  QDRANT_API_KEY: 'open-lighthouse-4',
};
/** Its first sentence is what an answer quotes. */
const longPassage = `# Storm log

The storm of 1953 broke four panes of the lantern, and the keeper on duty bolted boards over the gap by night.
Nobody was told that the spare key hung behind the barometer.
`;
const unquoted = 'behind the barometer';
const storm = 'How many panes of the lantern did the storm of 1953 break?';

describe('what a question leaves in Temporal', () => {
  let vendor: FakeVendor;
  let holdfast: TestHoldfast;
  const asked = new Map<string, Asked>();
  let ingestion: string;

  beforeAll(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    const environment = { ...vendorEnvironment(vendor), ...secrets };
    holdfast = await startHoldfast({ environment });
    const root = await writeDocuments({ ...lighthouseHandbook, 'storm.md': longPassage });
    const run = await holdfast.client.ingest({ source: 'handbook', root });
    await run.result();
    ingestion = run.workflowId;

    await ask('full', { question: storm });
    await completed(1);
    await ask('cached', { question: storm });
    await ask('abstained', { question: 'Who won the chess match?' });
    await ask('failed', { question: storm, corpus: 'other' });
    await ask('elsewhere', { question: storm, tenant: 'other' });
    // Last, since a rejected key is not used again.
    vendor.faults.always('embeddings', { kind: 'status', status: 401, code: 'echo_key' });
    await ask('degraded', { question: 'Which storm broke panes of the lantern?' });
    vendor.faults.clear();
    await completed(asked.size);
  });

  afterAll(async () => {
    await holdfast.close();
    await vendor.close();
  });

  async function ask(name: string, question: QuestionInput): Promise<void> {
    const started = await holdfast.client.start(question);
    asked.set(name, started);
    await started.result();
  }

  /** Names of the questions that a filter finds. */
  async function questionsFound(filter: string): Promise<string[]> {
    const query = `WorkflowType = 'answerQuestion' AND ${filter}`;
    const runs = await runsFound(holdfast.temporal, query);
    const nameOf = (runId: string) => [...asked].find(([, run]) => run.runId === runId)?.[0];
    return runs.map(({ runId }) => nameOf(runId) ?? runId).sort();
  }

  function completed(count: number): Promise<void> {
    return eventually(async () => {
      expect(await questionsFound("ExecutionStatus = 'Completed'")).toHaveLength(count);
    });
  }

  const idOf = (name: string) => asked.get(name)!.workflowId;
  const historyOf = (id: string, runId?: string) =>
    readableHistory(holdfast.temporal.workflow.getHandle(id, runId));
  const historyOfQuestion = (name: string) => historyOf(idOf(name), asked.get(name)!.runId);

  it.each([
    ["HoldfastOutcome = 'answered'", ['cached', 'degraded', 'full']],
    ["HoldfastOutcome = 'abstained'", ['abstained']],
    ["HoldfastOutcome = 'failed'", ['elsewhere', 'failed']],
    ['HoldfastDegraded = true', ['degraded']],
    ['HoldfastDegraded = false', ['abstained', 'cached', 'elsewhere', 'failed', 'full']],
    ["HoldfastTenant = 'other'", ['elsewhere']],
    ["HoldfastSource = 'cache'", ['cached']],
    ["HoldfastSource = 'rag'", ['abstained', 'degraded', 'full']],
    ['HoldfastCost > 0', ['abstained', 'degraded', 'full']],
    ['HoldfastCost = 0', ['cached', 'elsewhere', 'failed']],
  ])('is found by %s', async (filter, names) => {
    expect(await questionsFound(filter)).toEqual(names);
  });

  it('is found by the question, however often it was asked', async () => {
    const { searchAttributes } = await holdfast.temporal.workflow
      .getHandle(idOf('full'))
      .describe();
    const [key] = searchAttributes['HoldfastQuestion'] ?? [];
    expect(await questionsFound(`HoldfastQuestion = '${String(key)}'`)).toEqual(['cached', 'full']);
  });

  it.each(['full', 'cached', 'degraded', 'abstained', 'failed', 'elsewhere'])(
    'holds no secret: %s',
    async (name) => {
      const history = await historyOfQuestion(name);
      expect(history).toContain('"HoldfastOutcome"');
      for (const secret of Object.values(secrets)) expect(history).not.toContain(secret);
    },
  );

  it('names a rejected key without showing it', async () => {
    expect(vendor.calls.records.map(({ fault }) => fault)).toContain('status');
    expect(await historyOfQuestion('degraded')).toContain('key_rejected');
  });

  it('holds the quotes of a passage, and no more of it', async () => {
    for (const name of ['full', 'cached', 'degraded']) {
      const history = await historyOfQuestion(name);
      expect(history).toContain('broke four panes of the lantern');
      expect(history).not.toContain(unquoted);
    }
    expect(vendor.calls.records.flatMap(({ inputs }) => inputs).join()).toContain(unquoted);
  });

  it('says nothing of documents or secrets in the history of their ingestion', async () => {
    const history = await historyOf(ingestion);
    expect(history).toContain('storm.md');
    for (const word of ['lantern', ...Object.values(secrets)]) expect(history).not.toContain(word);
  });

  it('shows the outcome without a worker', async () => {
    await holdfast.stopWorker();
    const [run] = await holdfast.client.status(idOf('degraded'));
    expect(run).toMatchObject({
      state: 'COMPLETED',
      memo: { outcome: 'answered', source: 'rag' },
    });
    const [told] = run?.memo['degraded'] as string[];
    expect(told).toMatch(/^embed: .+ → lexical search only$/);
    const [failed] = await holdfast.client.status(idOf('failed'));
    expect(failed?.memo).toMatchObject({ outcome: 'failed', confidence: 0 });
  });
});

describe('a worker that cannot register search attributes', () => {
  let holdfast: TestHoldfast;
  let notices: readonly string[];

  beforeAll(async () => {
    holdfast = await startHoldfast({ worker: false });
    // A namespace has room for three of this type, and others were there first.
    const bool = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_BOOL;
    const { connection, options } = holdfast.temporal;
    await connection.operatorService.addSearchAttributes({
      namespace: options.namespace,
      searchAttributes: { Their1: bool, Their2: bool, Their3: bool },
    });
    ({ notices } = await holdfast.restartWorker());
    const root = await writeDocuments(lighthouseHandbook);
    await (await holdfast.client.ingest({ source: 'handbook', root })).result();
  });

  afterAll(() => holdfast.close());

  it('says so', () => {
    expect(notices).toEqual([expect.stringMatching(/^Running without search attributes: ./)]);
  });

  it('answers all the same, each time anew, and leaves the outcome in the memo', async () => {
    for (let time = 1; time <= 2; time += 1) {
      const asked = await holdfast.client.start('How often is the Fresnel lens cleaned?');
      const answer = await asked.result();
      expect(answer).toMatchObject({ kind: 'answered', source: 'extractive' });
      expect(answer.answer).toContain('every Thursday');
      const [run] = await holdfast.client.status(asked.workflowId);
      expect(run?.memo).toMatchObject({ outcome: 'answered', source: 'extractive' });
    }
  });
});
