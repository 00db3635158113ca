import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { storedPassages } from '../support/qdrant-contents.js';
import { vendorEnvironment } from '../support/vendors.js';

describe('a second endpoint of the embedding space', () => {
  let first: FakeVendor;
  let second: FakeVendor;
  let holdfast: TestHoldfast;

  beforeAll(async () => {
    first = await startFakeVendor({ dimensions: 64 });
    second = await startFakeVendor({ dimensions: 64 });
    holdfast = await startHoldfast({
      environment: {
        ...vendorEnvironment(first),
        HOLDFAST_EMBEDDING_FALLBACK_BASE_URL: second.openaiBaseUrl,
        HOLDFAST_EMBEDDING_FALLBACK_API_KEY: 'sk-test-second',
        HOLDFAST_CACHE: 'off',
        HOLDFAST_INGEST_EMBED_ATTEMPTS: '1',
      },
    });
    first.faults.always('embeddings', { kind: 'status', status: 503 });
    const root = await writeDocuments(lighthouseHandbook);
    await (await holdfast.client.ingest({ source: 'handbook', root })).result();
  });

  afterEach(() => {
    first.faults.clear();
    second.faults.clear();
  });

  afterAll(async () => {
    await holdfast.close();
    await first.close();
    await second.close();
  });

  const ask = (question: string) => holdfast.client.ask(question);

  it('embeds an ingestion while the first one is out', async () => {
    expect(await storedPassages(holdfast.config)).toMatchObject({ liveWithoutVector: 0 });
    expect(second.calls.count('embeddings')).toBeGreaterThan(0);
  });

  it('is not called while the first one answers', async () => {
    const before = second.calls.count('embeddings');
    const answer = await ask('How often is the Fresnel lens cleaned?');
    expect(answer).toMatchObject({ kind: 'answered', degraded: [] });
    expect(second.calls.count('embeddings')).toBe(before);
  });

  it('embeds a question the first one does not, and says so', async () => {
    first.faults.always('embeddings', { kind: 'status', status: 503 });
    const answer = await ask('Which pressure does the compressor need?');
    expect(answer.degraded).toEqual([
      {
        stage: 'embed',
        reason: 'overloaded',
        cause: expect.stringContaining('503') as string,
        instead: 'fallback text-embedding-3-small',
      },
    ]);
    expect(answer.timings.stages).toHaveProperty('dense_search');
    const embedded = answer.usage.stages.filter(({ stage }) => stage === 'embed');
    expect(embedded).toMatchObject([{ provider: 'fallback', calls: 1 }]);
  });

  it('leaves words alone when it is out as well', async () => {
    first.faults.always('embeddings', { kind: 'status', status: 503 });
    second.faults.always('embeddings', { kind: 'status', status: 401 });
    const answer = await ask('When is the bulb replaced?');
    expect(answer).toMatchObject({ kind: 'answered' });
    const embedding = answer.degraded.filter(({ stage }) => stage === 'embed');
    expect(embedding).toMatchObject([
      {
        cause: expect.stringContaining('503') as string,
        instead: 'fallback text-embedding-3-small',
      },
      { cause: expect.stringContaining('401') as string, instead: 'lexical search only' },
    ]);
    expect(answer.timings.stages).not.toHaveProperty('dense_search');
  });
});
