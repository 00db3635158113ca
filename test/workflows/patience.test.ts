import { tsToMs } from '@temporalio/common/lib/time.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { untilWaiting } from '../support/runs.js';
import { vendorEnvironment } from '../support/vendors.js';

const question = 'How often is the Fresnel lens cleaned?';
/** Its vector is not yet known from another test. */
const unembedded = 'Which pressure does the compressor need?';

describe('a patient question', () => {
  let vendor: FakeVendor;
  let holdfast: TestHoldfast;

  beforeAll(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    const environment = {
      ...vendorEnvironment(vendor),
      HOLDFAST_CACHE: 'off',
      HOLDFAST_PATIENT_PAUSE: '2s',
    };
    holdfast = await startHoldfast({ environment });
    const root = await writeDocuments(lighthouseHandbook);
    await (await holdfast.client.ingest({ source: 'handbook', root })).result();
  });

  afterEach(() => vendor.faults.clear());

  afterAll(async () => {
    await holdfast.close();
    await vendor.close();
  });

  function stopGenerators(): void {
    vendor.faults.always('chat', { kind: 'status', status: 503 });
    vendor.faults.always('messages', { kind: 'status', status: 529 });
  }

  /** What the UI shows of a run under way. */
  async function detailsOf(workflowId: string): Promise<string> {
    const handle = holdfast.temporal.workflow.getHandle(workflowId);
    type Metadata = { readonly currentDetails: string };
    return (await handle.query<Metadata>('__temporal_workflow_metadata')).currentDetails;
  }

  /** How often the run has waited on a timer. */
  async function pausesOf(workflowId: string): Promise<number> {
    const { events } = await holdfast.temporal.workflow.getHandle(workflowId).fetchHistory();
    return (events ?? []).filter((event) => event.timerStartedEventAttributes).length;
  }

  it('waits through an outage, over a restart of the worker, and is then answered in full', async () => {
    stopGenerators();
    const asked = await holdfast.client.start({ question, patient: true });
    await untilWaiting(holdfast.temporal, asked.workflowId);
    expect(await detailsOf(asked.workflowId)).toMatch(/^Waiting 2 s[^]+\*\*generate\*\*/);
    await holdfast.restartWorker();
    vendor.faults.clear();
    const before = vendor.calls.count('chat');
    const answer = await asked.result();
    expect(answer).toMatchObject({
      kind: 'answered',
      source: 'rag',
      degraded: [],
      generator: { provider: 'openai' },
    });
    expect(answer.answer).toContain('every Thursday');
    expect(vendor.calls.count('chat') - before).toBe(1);
    expect(await pausesOf(asked.workflowId)).toBe(1);
  });

  it('takes the best answer there is when its deadline leaves no time to wait', async () => {
    stopGenerators();
    const input = { question, patient: true, deadlineMs: 6_000 };
    const asked = await holdfast.client.start(input);
    expect(await asked.result()).toMatchObject({ kind: 'answered', source: 'extractive' });
    expect(await pausesOf(asked.workflowId)).toBe(0);
  });

  it('waits while an outage leaves it to search by words alone', async () => {
    vendor.faults.always('embeddings', { kind: 'status', status: 503 });
    const asked = await holdfast.client.start({ question: unembedded, patient: true });
    await untilWaiting(holdfast.temporal, asked.workflowId);
    expect(await detailsOf(asked.workflowId)).toMatch(/^Waiting[^]+\*\*embed\*\*/);
    await asked.cancel();
  });

  it('takes the best answer it had when its patience ends', async () => {
    vendor.faults.always('embeddings', { kind: 'status', status: 503 });
    const asked = await holdfast.client.start({
      question: unembedded,
      patient: true,
      deadlineMs: 13_000,
    });
    await untilWaiting(holdfast.temporal, asked.workflowId);
    stopGenerators();
    expect(await asked.result()).toMatchObject({ kind: 'answered', source: 'rag' });
    expect(await pausesOf(asked.workflowId)).toBeGreaterThanOrEqual(1);
  });

  it('does not wait for a generator while another one answers', async () => {
    vendor.faults.always('chat', { kind: 'status', status: 503 });
    const asked = await holdfast.client.start({ question, patient: true });
    expect((await asked.result()).generator?.provider).toBe('anthropic');
    expect(await pausesOf(asked.workflowId)).toBe(0);
  });

  it('does not wait when its deadline leaves no time for a try after the pause', async () => {
    stopGenerators();
    const asked = await holdfast.client.start({ question, patient: true, deadlineMs: 6_500 });
    expect(await asked.result()).toMatchObject({ kind: 'answered', source: 'extractive' });
    expect(await pausesOf(asked.workflowId)).toBe(0);
  });

  it('gives no step more time than its deadline', async () => {
    const asked = await holdfast.client.start({ question, patient: true, deadlineMs: 5_000 });
    await asked.result();
    const { events } = await holdfast.temporal.workflow.getHandle(asked.workflowId).fetchHistory();
    const timeouts = (events ?? []).flatMap(
      ({ activityTaskScheduledEventAttributes: scheduled }) =>
        scheduled?.scheduleToCloseTimeout ?? [],
    );
    expect(timeouts.length).toBeGreaterThan(0);
    expect(Math.max(...timeouts.map(tsToMs))).toBeLessThanOrEqual(5_000);
  });

  it.each([
    ['an answer', question, { kind: 'answered', source: 'rag' }],
    ['nothing in the documents', 'Who won the chess match?', { kind: 'abstained' }],
  ])('does not wait when there is %s', async (_, text, expected) => {
    const asked = await holdfast.client.start({ question: text, patient: true });
    expect(await asked.result()).toMatchObject(expected);
    expect(await pausesOf(asked.workflowId)).toBe(0);
  });
});
