import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOpenAiEmbedder } from '../../../src/adapters/openai/embedder.js';
import type { Embedder, EmbeddingSpace } from '../../../src/ports/embedder.js';
import { embedderContract } from '../../contract/embedder-contract.js';
import { portErrorOf, testApiKey } from '../../contract/vendor-faults.js';
import { startFakeVendor, type FakeVendor } from '../../fakes/fake-vendor.js';

const never = new AbortController().signal;

function create(vendor: FakeVendor, space: Partial<EmbeddingSpace> = {}): Embedder {
  return createOpenAiEmbedder({
    apiKey: testApiKey,
    baseURL: vendor.openaiBaseUrl,
    space: { provider: 'openai', model: 'some-model', dimensions: 64, ...space },
    maxBatch: 4,
  });
}

embedderContract('openai', create);
embedderContract('a local server', (vendor) => create(vendor, { provider: 'local' }));

describe('the OpenAI embedder', () => {
  let vendor: FakeVendor;
  beforeEach(async () => {
    vendor = await startFakeVendor();
  });
  afterEach(() => vendor.close());

  it.each([
    { model: 'text-embedding-3-small', dimensions: 512, sent: 512 },
    { model: 'text-embedding-3-small', dimensions: 1536, sent: undefined },
    { model: 'nomic-embed-text', dimensions: 1536, sent: undefined },
  ])('sends dimensions $sent for $dimensions of $model', async ({ model, dimensions, sent }) => {
    const { vectors } = await create(vendor, { model, dimensions }).embed(['word'], never);
    expect(vectors[0]).toHaveLength(dimensions);
    expect((vendor.calls.records[0]?.body as { dimensions?: number }).dimensions).toBe(sent);
  });

  it('says in one line what failed', async () => {
    vendor.faults.next('embeddings', { kind: 'status', status: 429 });
    const error = await portErrorOf(
      create(vendor, { model: 'text-embedding-3-small' }).embed(['word'], never),
    );
    expect(error.message).toBe('openai embeddings (text-embedding-3-small): 429 rate limited');
    expect(error.dependency).toBe('openai');
  });

  it('quotes the vendor on a bad request', async () => {
    vendor.faults.next('embeddings', { kind: 'status', status: 400 });
    const error = await portErrorOf(create(vendor).embed(['word'], never));
    expect(error.message).toBe(
      'openai embeddings (some-model): 400 bad request (fake vendor error 400)',
    );
  });

  it('tells an empty account from a rate limit', async () => {
    vendor.faults.next('embeddings', { kind: 'status', status: 429, code: 'insufficient_quota' });
    const error = await portErrorOf(create(vendor).embed(['word'], never));
    expect(error).toMatchObject({ reason: 'quota_exhausted', retryable: false, circuit: 'open' });
  });
});
