import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RerankDialectName } from '../../../src/adapters/rerank-http/dialects.js';
import { createHttpReranker } from '../../../src/adapters/rerank-http/reranker.js';
import type { Reranker } from '../../../src/ports/reranker.js';
import { rerankerContract } from '../../contract/reranker-contract.js';
import { portErrorOf, testApiKey } from '../../contract/vendor-faults.js';
import { startFakeVendor, type FakeVendor } from '../../fakes/fake-vendor.js';

const models: Readonly<Record<RerankDialectName, string>> = {
  cohere: 'rerank-v3.5',
  jina: 'jina-reranker-v2-base-multilingual',
  voyage: 'rerank-2.5',
  tei: 'bge-reranker-v2-m3',
};
const dialects = Object.keys(models) as RerankDialectName[];

function create(vendor: FakeVendor, dialect: RerankDialectName): Reranker {
  const apiKey = dialect === 'tei' ? undefined : testApiKey;
  return createHttpReranker({
    dialect,
    url: vendor.rerankUrl(dialect),
    model: models[dialect],
    apiKey,
  });
}

for (const dialect of dialects) rerankerContract(dialect, (vendor) => create(vendor, dialect));

describe('the HTTP reranker', () => {
  let vendor: FakeVendor;
  beforeEach(async () => {
    vendor = await startFakeVendor();
  });
  afterEach(() => vendor.close());

  const never = new AbortController().signal;

  it.each(['jina', 'voyage'] as const)('reports the tokens %s bills', async (dialect) => {
    const { tokens } = await create(vendor, dialect).rerank('pump', ['a pump', 'soup'], never);
    expect(tokens).toBe(vendor.calls.records[0]?.usage.inputTokens);
  });

  it('never repeats a key that the server echoes', async () => {
    vendor.faults.next('rerank', { kind: 'status', status: 400, code: 'echo_key' });
    const error = await portErrorOf(create(vendor, 'cohere').rerank('pump', ['a pump'], never));
    expect(error.message).toContain('cohere rerank (rerank-v3.5): 400 key rejected');
    expect(error.message).not.toContain(testApiKey);
  });
});
