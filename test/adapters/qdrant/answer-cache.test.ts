import { beforeAll, describe, expect, it } from 'vitest';
import { createQdrantAnswerCache } from '../../../src/adapters/qdrant/answer-cache.js';
import type { SharedAnswerCache } from '../../../src/ports/answer-cache.js';
import { answerCacheContract } from '../../contract/answer-cache-contract.js';
import { cachedAnswer } from '../../contracts/question-examples.js';
import { testQdrant } from './test-qdrant.js';

const never = new AbortController().signal;
const owner = { tenant: 'acme', corpus: 'handbook' };

async function open({ prepared = true } = {}): Promise<SharedAnswerCache> {
  const cache = createQdrantAnswerCache(...(await where()));
  if (prepared) await cache.prepare(never);
  return cache;
}

async function where() {
  const { connection, alias } = await testQdrant();
  return [connection, { alias }] as const;
}

answerCacheContract('Qdrant', () => open());

describe('cached answers shared by all workers', () => {
  let cache: SharedAnswerCache;
  let unprepared: SharedAnswerCache;
  beforeAll(async () => {
    cache = await open();
    unprepared = await open({ prepared: false });
  });

  it.each([
    ['an older index version', { indexVersion: 'old' }, null],
    ['long ago', { closedAt: '2025-12-31T23:59:59.000Z' }, null],
    ['now', {}, cachedAnswer],
  ])('expire where they are from %s', async (key, difference, left) => {
    await cache.save(owner, key, { ...cachedAnswer, ...difference }, never);
    const { indexVersion, closedAt } = cachedAnswer;
    await cache.expire(owner, { indexVersion, closedBefore: closedAt }, never);
    expect(await cache.find(owner, key, never)).toEqual(left);
  });

  it('are none before the first ingestion', async () => {
    expect(await unprepared.find(owner, 'any', never)).toBeNull();
    await expect(unprepared.forget(owner, never)).resolves.toBeUndefined();
  });
});
