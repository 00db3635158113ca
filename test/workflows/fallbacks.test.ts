import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/contracts/answer.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { startHttpFaultProxy, type HttpFaultProxy } from '../fakes/http-fault-proxy.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { qdrantUrl } from '../support/stack.js';
import { untilStandbyIsComplete } from '../support/standby.js';
import { vendorEnvironment } from '../support/vendors.js';

const question = 'How often is the Fresnel lens cleaned?';
const fact = 'every Thursday';

/** The answer cache is off here, so that every question passes through all stages. */
describe('a question when a service fails', () => {
  let vendor: FakeVendor;
  let qdrant: HttpFaultProxy;
  let holdfast: TestHoldfast;

  beforeAll(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    qdrant = await startHttpFaultProxy(qdrantUrl());
    holdfast = await startHoldfast({
      environment: {
        ...vendorEnvironment(vendor),
        QDRANT_URL: qdrant.url,
        HOLDFAST_CACHE: 'off',
        HOLDFAST_GENERATE_FIRST_TOKEN: '1s',
        HOLDFAST_GENERATE_IDLE: '1s',
      },
    });
    const root = await writeDocuments(lighthouseHandbook);
    const run = await holdfast.client.ingest({ source: 'handbook', root });
    expect(await run.result()).toMatchObject({ phase: 'done', finished: 3 });
    await untilStandbyIsComplete(holdfast);
  });

  afterEach(() => {
    vendor.faults.clear();
    vendor.latency.chat = 0;
    vendor.latency.messages = 0;
    qdrant.heal();
  });

  afterAll(async () => {
    await holdfast.close();
    await qdrant.close();
    await vendor.close();
  });

  const ask = (text = question) => holdfast.client.ask(text);
  const stagesOf = ({ degraded }: Answer) => degraded.map(({ stage }) => stage);
  const chatCalls = () => vendor.calls.count('chat');

  it('answers with citations and nothing degraded when all is well', async () => {
    const answer = await ask();
    expect(answer).toMatchObject({
      kind: 'answered',
      source: 'rag',
      degraded: [],
      rerank: 'applied',
      generator: { provider: 'openai', model: 'gpt-4o-mini' },
    });
    expect(answer.answer).toContain(fact);
    const [citation] = answer.citations;
    const { start, end, quote, document } = citation!;
    expect(document).toBe('lamp.md');
    expect(lighthouseHandbook['lamp.md'].slice(start, end)).toBe(quote);
    expect(answer.usage.stages.map(({ stage }) => stage)).toEqual(['embed', 'rerank', 'generate']);
    expect(answer.confidence).toBeGreaterThan(0.5);
  });

  it('answers Korean questions from Korean documents', async () => {
    const answer = await ask('근무 교대는 몇 시에 하나요?');
    expect(answer).toMatchObject({ kind: 'answered', degraded: [] });
    expect(answer.answer).toContain('6시 30분');
  });

  it('searches by words alone when the embedder fails', async () => {
    vendor.faults.always('embeddings', { kind: 'status', status: 503 });
    const answer = await ask('When is the Fresnel lens cleaned?');
    expect(answer).toMatchObject({ kind: 'answered', source: 'rag' });
    expect(answer.answer).toContain(fact);
    expect(stagesOf(answer)).toEqual(['embed']);
  });

  it('uses the vector it has of the same question when the embedder fails', async () => {
    await ask('Which cloth cleans the lens?');
    vendor.faults.always('embeddings', { kind: 'reset' });
    expect((await ask('Which cloth cleans the lens?')).degraded).toEqual([]);
  });

  it('searches by words alone when the dense search fails', async () => {
    qdrant.failWhen(({ body }) =>
      body.includes('"using":"dense"') ? { status: 500, body: {} } : undefined,
    );
    const answer = await ask();
    expect(answer.answer).toContain(fact);
    expect(stagesOf(answer)).toEqual(['dense_search']);
  });

  it('searches by words in the standby, beside dense search, when the lexical search fails', async () => {
    qdrant.failWhen(({ path }) => (path.includes('/points/query/batch') ? 'reset' : undefined));
    const { hits, degraded } = await holdfast.client.search(question);
    expect(degraded).toMatchObject([{ stage: 'lexical_search' }]);
    expect(degraded[0]?.instead).toContain('the lexical standby');
    expect(hits[0]).toMatchObject({ document: 'lamp.md' });
    expect(hits[0]?.lexicalScore).toBeGreaterThan(0);
    expect(hits[0]?.denseScore).toBeGreaterThan(0);
    expect((await ask()).answer).toContain(fact);
  });

  it('searches by meaning alone when there is no standby either', async () => {
    qdrant.failWhen(({ path }) =>
      path.includes('/points/query/batch') || path.includes('__manifest') ? 'reset' : undefined,
    );
    // A worker whose disk is empty can copy nothing now.
    await holdfast.restartWorker({ HOLDFAST_DATA_DIR: await writeDocuments({}) });
    const answer = await ask();
    qdrant.heal();
    await holdfast.restartWorker();
    expect(answer.answer).toContain(fact);
    expect(answer.degraded).toContainEqual(
      expect.objectContaining({ stage: 'lexical_search', instead: 'dense search only' }),
    );
  });

  it('answers with citations from the standby when Qdrant hangs', async () => {
    qdrant.failWhen(() => 'hang');
    const answer = await ask();
    expect(answer).toMatchObject({ kind: 'answered', source: 'rag' });
    expect(answer.answer).toContain(fact);
    expect(answer.citations).not.toEqual([]);
    expect(answer.degraded.at(-1)?.instead).toContain('standby');
  });

  it('looks in the standby when Qdrant finds nothing', async () => {
    const nothing = { points: [] };
    qdrant.failWhen(({ path, body }) => {
      if (!path.includes('/points/query')) return undefined;
      const { searches } = JSON.parse(body) as { readonly searches?: readonly unknown[] };
      return { status: 200, body: { result: searches?.map(() => nothing) ?? nothing } };
    });
    const answer = await ask();
    expect(answer.answer).toContain(fact);
    expect(answer.degraded).toMatchObject([{ stage: 'lexical_search' }]);
    expect((await ask('Zzyzx?')).degraded).toEqual([]);
  });

  it.each([
    ['an error', { kind: 'status', status: 500 }],
    ['scores that are no numbers', { kind: 'scores', defect: 'nan' }],
    ['a page of HTML', { kind: 'html' }],
  ] as const)('keeps the fused order when the reranker answers with %s', async (_, fault) => {
    vendor.faults.always('rerank', fault);
    const answer = await ask();
    expect(answer).toMatchObject({ kind: 'answered', rerank: 'failed' });
    expect(answer.answer).toContain(fact);
    expect(stagesOf(answer)).toEqual(['rerank']);
  });

  it.each([
    ['is overloaded', { kind: 'status', status: 503 }],
    ['throttles', { kind: 'status', status: 429, headers: { 'retry-after': '60' } }],
    ['resets connections', { kind: 'reset' }],
    ['is silent', { kind: 'silence' }],
    ['stalls', { kind: 'stall', afterTokens: 2 }],
    ['ends its stream without a finish', { kind: 'cleanEnd', afterTokens: 2 }],
    ['filters the content', { kind: 'finish', reason: 'content_filter' }],
  ] as const)('asks the next provider when the first %s', async (_, fault) => {
    vendor.faults.always('chat', fault);
    const answer = await ask();
    expect(answer).toMatchObject({ kind: 'answered', generator: { provider: 'anthropic' } });
    expect(answer.answer).toContain(fact);
    expect(stagesOf(answer)).toEqual(['generate']);
  });

  it('does not retry a silent provider while it has a fallback', async () => {
    const before = chatCalls();
    vendor.faults.always('chat', { kind: 'silence' });
    expect((await ask()).generator?.provider).toBe('anthropic');
    expect(chatCalls() - before).toBe(1);
  });

  it('waits for the Retry-After of the last provider only', async () => {
    const before = vendor.calls.records.length;
    const refused = { kind: 'status', status: 429, headers: { 'retry-after': '1' } } as const;
    vendor.faults.next('chat', refused);
    vendor.faults.next('messages', refused);
    expect((await ask()).generator?.provider).toBe('anthropic');
    const calls = vendor.calls.records.slice(before);
    const [first, second] = calls.filter(({ route }) => route === 'messages');
    expect(second!.at - first!.endedAt!).toBeGreaterThanOrEqual(1_000);
    expect(calls.filter(({ route }) => route === 'chat')).toHaveLength(1);
  });

  it('answers with sentences of the documents when every provider is down', async () => {
    vendor.faults.always('chat', { kind: 'status', status: 500 });
    vendor.faults.always('messages', { kind: 'status', status: 529 });
    const answer = await ask();
    expect(answer).toMatchObject({ kind: 'answered', source: 'extractive' });
    expect(answer.answer).toContain(fact);
    expect(answer.citations).not.toEqual([]);
    expect(stagesOf(answer)).toEqual(['generate', 'generate']);
  });

  it('packs a smaller context once when it was too long', async () => {
    vendor.faults.next('chat', { kind: 'status', status: 400, code: 'context_length_exceeded' });
    const before = chatCalls();
    const answer = await ask();
    expect(answer).toMatchObject({ generator: { provider: 'openai' }, degraded: [] });
    expect(chatCalls() - before).toBe(2);
  });

  it('gives more room once when the output was cut', async () => {
    vendor.faults.next('chat', { kind: 'finish', reason: 'length' });
    const { generator, degraded, usage } = await ask();
    expect({ generator, degraded }).toMatchObject({
      generator: { provider: 'openai' },
      degraded: [],
    });
    // Both calls were billed, and both have their price.
    const written = usage.stages.find(({ stage }) => stage === 'generate')!;
    const { inputPerMillion, outputPerMillion } = holdfast.config.prices['gpt-4o-mini']!;
    const microDollars =
      written.inputTokens * inputPerMillion + written.outputTokens * outputPerMillion;
    expect(written.calls).toBe(2);
    expect(written.costUsd).toBeCloseTo(microDollars / 1_000_000, 12);
    const [first, second] = vendor.calls.records.filter(({ route }) => route === 'chat').slice(-2);
    const roomOf = (record: typeof first) =>
      (record?.body as { max_completion_tokens: number }).max_completion_tokens;
    expect(roomOf(second)).toBe(2 * roomOf(first));
  });

  it('abstains and says so when two models decline', async () => {
    vendor.faults.always('chat', { kind: 'finish', reason: 'content_filter' });
    vendor.faults.always('messages', { kind: 'finish', reason: 'refusal' });
    const answer = await ask();
    expect(answer).toMatchObject({ kind: 'abstained', confidence: 0, citations: [] });
    expect(answer.answer).toContain('declined');
  });

  it('abstains without asking a model when the documents do not cover the question', async () => {
    const before = chatCalls();
    const answer = await ask('Who won the world chess championship in Reykjavik?');
    expect(answer).toMatchObject({
      kind: 'abstained',
      confidence: 0,
      citations: [],
      generator: null,
    });
    expect(chatCalls()).toBe(before);
  });

  it('uses the extractive generator when the deadline is near', async () => {
    vendor.latency.chat = 20_000;
    vendor.latency.messages = 20_000;
    const answer = await holdfast.client.ask({ question, deadlineMs: 4_000 });
    expect(answer).toMatchObject({ kind: 'answered', source: 'extractive' });
  });

  it('rejects an unknown corpus and names those that exist', async () => {
    const answer = await holdfast.client.ask({ question, corpus: 'other' });
    expect(answer).toMatchObject({ kind: 'failed', error: { category: 'client_error' } });
    expect(answer.error?.message).toContain('known: default');
  });

  it('keeps other tenants out', async () => {
    const answer = await holdfast.client.ask({ question, tenant: 'other' });
    expect(answer).toMatchObject({ kind: 'failed', error: { category: 'client_error' } });
  });
});
