import { describe, expect, it } from 'vitest';
import { embedPassages } from '../../src/activities/embed-passages.js';

const space = { provider: 'openai', model: 'text-embedding-3-small', dimensions: 4 };
const source = { tenant: 'default', corpus: 'default', source: 'handbook' };
const notReached = () => Promise.reject(new Error('not reached'));

describe('embedding passages', () => {
  it('gives up a request that takes longer than one may, though the attempt has time left', async () => {
    const passage = { id: 'one', embeddedText: 'The pump hums.', tokens: 4 };
    const ports = {
      plan: { embedding: { attemptMs: 1 } },
      prices: {},
      requireWritable: () => undefined,
      store: {
        unembedded: () => Promise.resolve({ passages: [passage], total: 1 }),
        setVectors: notReached,
      },
      spool: { get: () => Promise.resolve([undefined]), put: notReached, remove: notReached },
    };
    const silent = {
      space,
      maxBatch: 8,
      embed: (_: readonly string[], signal: AbortSignal) =>
        new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    };
    const input = { source, collection: 'docs', documents: ['pump.md'] };
    const embedding = embedPassages(ports, silent, input, new AbortController().signal);
    await expect(embedding).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
