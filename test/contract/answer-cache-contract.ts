import { beforeAll, describe, expect, it } from 'vitest';
import type { AnswerCache } from '../../src/ports/answer-cache.js';
import { cachedAnswer } from '../contracts/question-examples.js';

const never = new AbortController().signal;
const owner = { tenant: 'acme', corpus: 'handbook' };

/** What every cache of answers does. */
export function answerCacheContract(name: string, open: () => Promise<AnswerCache>): void {
  describe(`cached answers in ${name}`, () => {
    let cache: AnswerCache;
    beforeAll(async () => {
      cache = await open();
    });

    it('come back as they were saved', async () => {
      await cache.save(owner, 'whole', cachedAnswer, never);
      expect(await cache.find(owner, 'whole', never)).toEqual(cachedAnswer);
    });

    it('are replaced by newer ones', async () => {
      const newer = { ...cachedAnswer, indexVersion: 'newer', workflowId: 'question/acme/2' };
      await cache.save(owner, 'twice', cachedAnswer, never);
      await cache.save(owner, 'twice', newer, never);
      expect(await cache.find(owner, 'twice', never)).toEqual(newer);
    });

    it('are found by their exact key alone', async () => {
      await cache.save(owner, 'key', cachedAnswer, never);
      expect(await cache.find(owner, 'KEY', never)).toBeNull();
      expect(await cache.find(owner, 'ke', never)).toBeNull();
    });

    it.each([
      ['tenant', { tenant: 'globex' }],
      ['corpus', { corpus: 'recipes' }],
    ])('are not found from another %s', async (_, difference) => {
      await cache.save(owner, 'mine', cachedAnswer, never);
      expect(await cache.find({ ...owner, ...difference }, 'mine', never)).toBeNull();
    });

    it('are gone when their corpus is forgotten, and only those', async () => {
      const other = { ...owner, tenant: 'initech' };
      await cache.save(owner, 'one', cachedAnswer, never);
      await cache.save(other, 'other', cachedAnswer, never);
      await cache.forget(owner, never);
      expect(await cache.find(owner, 'one', never)).toBeNull();
      expect(await cache.find(other, 'other', never)).toEqual(cachedAnswer);
    });
  });
}
