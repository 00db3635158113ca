import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, QuestionInput } from '../../src/contracts/answer.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { startHttpFaultProxy, type HttpFaultProxy } from '../fakes/http-fault-proxy.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { loseCopies } from '../support/standby.js';
import { qdrantUrl } from '../support/stack.js';
import { vendorEnvironment } from '../support/vendors.js';

const question = 'How often is the Fresnel lens cleaned?';
const fact = 'every Thursday';

describe('a question that was answered before', () => {
  let vendor: FakeVendor;
  let qdrant: HttpFaultProxy;
  let holdfast: TestHoldfast;
  let root: string;
  let first: { readonly workflowId: string; readonly answer: Answer };

  beforeAll(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    qdrant = await startHttpFaultProxy(qdrantUrl());
    holdfast = await startHoldfast({
      environment: { ...vendorEnvironment(vendor), QDRANT_URL: qdrant.url },
    });
    root = await writeDocuments(lighthouseHandbook);
    await Promise.all([ingest(), ingest({ tenant: 'other' }), ingest({ corpus: 'other' })]);
    first = await askRun(question);
  });

  afterEach(() => vendor.faults.clear());

  afterAll(async () => {
    await holdfast.close();
    await qdrant.close();
    await vendor.close();
  });

  async function ingest(where: { tenant?: string; corpus?: string } = {}): Promise<void> {
    await (await holdfast.client.ingest({ source: 'handbook', root, ...where })).result();
  }

  const ask = (input: string | QuestionInput) => holdfast.client.ask(input);

  async function askRun(input: string | QuestionInput) {
    const asked = await holdfast.client.start(input);
    const answer = await asked.result();
    return { workflowId: asked.workflowId, answer };
  }

  it('gets the cached answer while the documents are the same, and nothing is bought', async () => {
    const bought = vendor.calls.records.length;
    const answer = await ask(question);
    const { workflowId } = first;
    expect(answer).toMatchObject({ kind: 'answered', source: 'cache', degraded: [] });
    expect(answer.cached).toMatchObject({ workflowId, stale: false });
    expect(answer.cached?.ageMs).toBeGreaterThan(0);
    const { answer: text, citations, confidence, generator } = first.answer;
    expect(text).toContain(fact);
    expect(answer).toMatchObject({ answer: text, citations, confidence, generator });
    expect(answer.usage).toMatchObject({ costUsd: 0, stages: [] });
    expect(vendor.calls.records).toHaveLength(bought);
  });

  it('is the same question with white space around it', async () => {
    expect(await ask(`  ${question}\n`)).toMatchObject({ source: 'cache', question });
  });

  it('is answered anew when it bypasses the cache', async () => {
    expect(await ask({ question, cache: false })).toMatchObject({ source: 'rag' });
  });

  it.each([
    ['tenant', { tenant: 'other' }],
    ['corpus', { corpus: 'other' }],
    ['wording', { question: 'When is the Fresnel lens cleaned?' }],
    ['case', { question: question.toUpperCase() }],
    ['width', { question: question.replace('Fresnel', 'Ｆｒｅｓｎｅｌ') }],
    ['number of passages', { topK: 3 }],
  ])('is another question in another %s', async (_, difference) => {
    expect(await ask({ question, ...difference })).toMatchObject({ source: 'rag' });
  });

  it('is bought once when many ask it at the same time', async () => {
    const before = vendor.calls.count('chat');
    const held = vendor.hold('chat');
    const input = { question: 'How is the Fresnel lens cleaned, and when?', deadlineMs: 60_000 };
    const asked = await Promise.all(Array.from({ length: 50 }, () => holdfast.client.start(input)));
    const answers = asked.map((one) => one.result());
    await held.arrived;
    held.release();
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ source: 'rag', degraded: [] });
    }
    expect(vendor.calls.count('chat') - before).toBe(1);
  });

  it('is answered though somebody else cancels their own waiting for it', async () => {
    const held = vendor.hold('chat');
    const input = 'Is the Fresnel lens cleaned on Thursdays?';
    const first = await holdfast.client.start(input);
    const follower = await holdfast.client.start(input);
    const followed = follower.result().catch((error: unknown) => error);
    await held.arrived;
    await follower.cancel();
    expect(await followed).toBeInstanceOf(Error);
    held.release();
    expect(await first.result()).toMatchObject({ source: 'rag' });
  });

  it('is asked anew, and once for all, when the run that others follow is cancelled', async () => {
    const before = vendor.calls.count('chat');
    const held = vendor.hold('chat');
    const input = 'Which lens is cleaned every Thursday?';
    const first = await holdfast.client.start(input);
    const cancelled = first.result().catch((error: unknown) => error);
    const followers = await Promise.all([input, input].map((one) => holdfast.client.start(one)));
    const answers = followers.map((one) => one.result());
    await held.arrived;
    await first.cancel();
    expect(await cancelled).toBeInstanceOf(Error);
    held.release();
    for (const answer of await Promise.all(answers))
      expect(answer).toMatchObject({ source: 'rag' });
    expect(vendor.calls.count('chat') - before).toBe(2);
  });

  it('is answered anew when its first answer was degraded', async () => {
    const other = 'With what is the Fresnel lens cleaned?';
    vendor.faults.always('rerank', { kind: 'status', status: 503 });
    const { answer } = await askRun(other);
    expect(answer.degraded).toMatchObject([{ stage: 'rerank' }]);
    vendor.faults.clear();
    expect(await ask(other)).toMatchObject({ source: 'rag', degraded: [] });
  });

  it('is answered anew when the documents have changed', async () => {
    expect(await ask(question)).toMatchObject({ source: 'cache' });
    await writeFile(join(root, 'lamp.md'), '# Lamp\n\nThe Fresnel lens is cleaned every Monday.\n');
    await ingest();
    const { answer } = await askRun(question);
    expect(answer).toMatchObject({ source: 'rag' });
    expect(answer.answer).toContain('every Monday');
    const again = await ask(question);
    expect(again).toMatchObject({ source: 'cache' });
    expect(again.answer).toContain('every Monday');
  });

  it('is answered anew when its source was removed and begun anew, with as many commits', async () => {
    const corpus = 'again';
    const oldRoot = root;
    await ingest({ corpus });
    await askRun({ question, corpus });
    await holdfast.client.remove({ source: 'handbook', corpus });
    root = await writeDocuments({
      'lens.md': '# Lens\n\nThe Fresnel lens is cleaned every Monday, and polished never.\n',
    });
    await ingest({ corpus });
    root = oldRoot;
    const answer = await ask({ question, corpus });
    expect(answer).toMatchObject({ source: 'rag' });
    expect(answer.answer).toContain('every Monday');
  });

  it('is answered anew by another model', async () => {
    expect(await ask(question)).toMatchObject({ source: 'cache' });
    await holdfast.restartWorker({ HOLDFAST_OPENAI_MODEL: 'gpt-4.1-mini' });
    const answer = await ask(question);
    expect(answer).toMatchObject({ source: 'rag', generator: { model: 'gpt-4.1-mini' } });
    await holdfast.restartWorker();
  });

  it('is answered anew when the cached answer is too old', async () => {
    await holdfast.restartWorker({ HOLDFAST_CACHE_MAX_AGE: '1ms' });
    expect(await ask(question)).toMatchObject({ source: 'rag' });
  });

  it('is answered anew when the cache is off', async () => {
    await holdfast.restartWorker({ HOLDFAST_CACHE: 'off' });
    expect(await ask(question)).toMatchObject({ source: 'rag' });
  });

  it('is found by another worker', async () => {
    await holdfast.stopWorker();
    await rm(join(holdfast.config.dataDir, 'standby.sqlite'));
    await holdfast.restartWorker();
    expect(await ask(question)).toMatchObject({ source: 'cache' });
  });

  describe('when Qdrant is away and the worker has no copy of the passages', () => {
    const removed = { corpus: 'removed' };
    const inRemoved = { question, ...removed };

    beforeAll(async () => {
      await ingest(removed);
      expect(await ask(inRemoved)).toMatchObject({ source: 'rag' });
      expect(await ask(inRemoved)).toMatchObject({ source: 'cache' });
      await holdfast.client.remove({ source: 'handbook', ...removed });
      await holdfast.stopWorker();
      qdrant.failWhen(() => 'reset');
      loseCopies(holdfast);
      await holdfast.restartWorker();
    });

    it('gets no answer from a source that was removed', async () => {
      expect(await ask(inRemoved)).toMatchObject({ kind: 'abstained', source: 'no_retrieval' });
    });

    it('gets no answer of another tenant', async () => {
      const answer = await ask({ question, tenant: 'stranger' });
      expect(answer).toMatchObject({ kind: 'abstained', source: 'no_retrieval' });
    });

    const written = () => vendor.calls.count('chat') + vendor.calls.count('messages');

    it('gets the cached answer, marked as perhaps stale', async () => {
      const before = written();
      const answer = await ask(question);
      expect(answer).toMatchObject({ kind: 'answered', source: 'cache', cached: { stale: true } });
      expect(answer.answer).toContain('every Monday');
      expect(answer.citations).not.toEqual([]);
      expect(answer.cached?.ageMs).toBeGreaterThan(0);
      const stages = answer.degraded.map(({ stage }) => stage);
      expect(stages).toEqual(['dense_search', 'standby_search', 'cache']);
      expect(written()).toBe(before);
    });

    it('abstains and says that nothing was searched when there is no cached answer', async () => {
      const before = written();
      const answer = await ask('Which bulb is in the lamp?');
      expect(answer).toMatchObject({
        kind: 'abstained',
        source: 'no_retrieval',
        confidence: 0,
        citations: [],
        generator: null,
      });
      expect(answer.answer).toContain('cannot be searched');
      expect(answer.degraded.map(({ stage }) => stage)).toEqual(['dense_search', 'standby_search']);
      expect(written()).toBe(before);
    });
  });
});
