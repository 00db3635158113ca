import { describe, expect, it } from 'vitest';
import { embedPassages } from '../../src/activities/embed-passages.js';
import { VectorPurchases } from '../../src/activities/vector-purchases.js';
import { outcomes, type Outcome } from '../../src/core/outcome.js';
import type { Embedder } from '../../src/ports/embedder.js';
import { PortError } from '../../src/ports/port-error.js';
import { blameBatch } from '../../src/worker/blame-batch.js';
import { deferred } from '../fakes/deferred.js';

const space = { provider: 'openai', model: 'text-embedding-3-small', dimensions: 2 };
const source = { tenant: 'default', corpus: 'default', source: 'handbook' };
const input = { source, collection: 'docs', documents: ['pump.md'] };
const never = new AbortController().signal;
const vectorOf = (text: string) => Float32Array.of(text.length, 1);

function failure(outcome: Outcome, message = 'the vendor said no'): PortError {
  return new PortError(message, { dependency: 'openai', ...outcome });
}

/** An embedder that records what it is asked for. */
function embedder(embed: (texts: readonly string[]) => Promise<void> | void = () => undefined) {
  const requests: string[][] = [];
  const fake: Embedder = {
    space,
    maxBatch: 8,
    async embed(texts) {
      requests.push([...texts]);
      await embed(texts);
      return { vectors: texts.map(vectorOf), tokens: texts.length };
    },
  };
  return { ...fake, requests };
}

/** A store and a spool in memory, with their failures. */
function ports(texts: readonly string[]) {
  const stored = new Map<string, Float32Array>();
  const spooled = new Map<string, Float32Array>();
  const fails: { requireWritable?: Error; put?: Error; setVectors?: Error } = {};
  const failIf = (error: Error | undefined) => (error ? Promise.reject(error) : Promise.resolve());
  return {
    stored,
    spooled,
    fails,
    plan: { embedding: { attemptMs: 5_000 } },
    prices: { 'text-embedding-3-small': { inputPerMillion: 1_000_000, outputPerMillion: 0 } },
    purchases: new VectorPurchases(),
    requireWritable: () => undefined,
    store: {
      unembedded(_: string, __: unknown, ___: unknown, limit: number) {
        const missing = texts
          .map((text, at) => ({ id: `${at}`, document: `${at}.md`, embeddedText: text, tokens: 1 }))
          .filter(({ id }) => !stored.has(id));
        return Promise.resolve({ passages: missing.slice(0, limit), total: missing.length });
      },
      async setVectors(_: string, vectors: readonly { id: string; vector: Float32Array }[]) {
        await failIf(fails.setVectors);
        for (const { id, vector } of vectors) stored.set(id, vector);
      },
    },
    spool: {
      get: (_: unknown, wanted: readonly string[]) =>
        Promise.resolve(wanted.map((text) => spooled.get(text))),
      requireWritable: () => failIf(fails.requireWritable),
      async put(_: unknown, entries: readonly { text: string; vector: Float32Array }[]) {
        await failIf(fails.put);
        for (const { text, vector } of entries) spooled.set(text, vector);
      },
      remove(_: unknown, removed: readonly string[]) {
        for (const text of removed) spooled.delete(text);
        return Promise.resolve();
      },
    },
  };
}

describe('embedding passages', () => {
  it('ends a request after the time of one, though the attempt has time left', async () => {
    const parts = { ...ports(['The pump hums.']), plan: { embedding: { attemptMs: 1 } } };
    const silent: Embedder = {
      space,
      maxBatch: 8,
      embed: (_, signal) =>
        new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    };
    const embedding = embedPassages(parts, silent, input, never);
    await expect(embedding).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('asks for no more texts than the limit allows', async () => {
    const vendor = embedder();
    const parts = ports(['a', 'b', 'c', 'd']);
    const { remaining } = await embedPassages(parts, vendor, { ...input, limit: 3 }, never);
    expect(vendor.requests).toEqual([['a', 'b', 'c']]);
    expect(remaining).toBe(1);
  });

  it('buys nothing while the spool cannot be written', async () => {
    const vendor = embedder();
    const parts = ports(['a']);
    parts.fails.requireWritable = failure(outcomes.diskFull);
    await expect(embedPassages(parts, vendor, input, never)).rejects.toMatchObject({
      reason: 'disk_full',
    });
    expect(vendor.requests).toEqual([]);
  });

  it('stores what it bought when the spool fails after all', async () => {
    const vendor = embedder();
    const parts = ports(['a', 'b']);
    parts.fails.put = failure(outcomes.diskFull);
    expect(await embedPassages(parts, vendor, input, never)).toMatchObject({ remaining: 0 });
    expect(parts.stored.size).toBe(2);
  });

  it('remembers what it bought when neither spool nor database takes it', async () => {
    const vendor = embedder();
    const parts = ports(['a']);
    parts.fails.put = failure(outcomes.diskFull);
    parts.fails.setVectors = failure(outcomes.unreachable);
    await expect(embedPassages(parts, vendor, input, never)).rejects.toMatchObject({
      reason: 'disk_full',
    });
    parts.fails.setVectors = undefined as never;
    expect(await embedPassages(parts, vendor, input, never)).toMatchObject({ remaining: 0 });
    expect(vendor.requests).toEqual([['a']]);
  });

  it('buys a text once for batches at the same time and one after the other', async () => {
    const held = deferred<void>();
    const vendor = embedder(() => held.promise);
    const purchases = new VectorPurchases();
    const [one, two, three] = [['a', 'shared'], ['shared', 'b'], ['shared']].map((texts) => ({
      ...ports(texts),
      purchases,
    }));
    const running = [one!, two!].map((parts) => embedPassages(parts, vendor, input, never));
    held.resolve(undefined);
    await Promise.all(running);
    await embedPassages(three!, vendor, input, never);
    expect(vendor.requests).toEqual([['a', 'shared'], ['b']]);
    expect([one, two, three].map((parts) => parts?.stored.size)).toEqual([2, 2, 1]);
  });

  it('buys for itself when the batch that it waited for fails', async () => {
    let calls = 0;
    const vendor = embedder(() => {
      calls += 1;
      if (calls === 1) throw failure(outcomes.overloaded);
    });
    const purchases = new VectorPurchases();
    const [one, two] = [['x', 'shared'], ['shared']].map((texts) => ({
      ...ports(texts),
      purchases,
    }));
    const first = embedPassages(one!, vendor, input, never);
    const second = embedPassages(two!, vendor, input, never);
    await expect(first).rejects.toMatchObject({ reason: 'overloaded' });
    expect(await second).toMatchObject({ remaining: 0 });
  });

  it('buys nothing again that the attempt before stores and takes from the spool meanwhile', async () => {
    const vendor = embedder();
    const parts = ports(['a', 'b']);
    const get: (typeof parts.spool)['get'] = (_, wanted) => {
      parts.stored.set('0', vectorOf('a'));
      return Promise.resolve(wanted.map(() => undefined));
    };
    const spool = { ...parts.spool, get };
    const retry = { ...input, isRetry: true };
    await embedPassages({ ...parts, spool }, vendor, retry, never);
    expect(vendor.requests).toEqual([['b']]);
    expect(parts.stored.size).toBe(2);
  });

  it('keeps every vector whose place is certain, and counts what was billed', async () => {
    const usage = { ...space, calls: 1, inputTokens: 3, outputTokens: 0, costUsd: 0 };
    const vendor = embedder((texts) => {
      const vectors = texts.map((text) => (text === 'b' ? undefined : vectorOf(text)));
      if (!texts.includes('b')) return;
      const fields = { dependency: 'openai', ...outcomes.badVectors, usage, vectors };
      throw new PortError('one vector is missing', fields);
    });
    const parts = ports(['a', 'b', 'c']);
    const first = await embedPassages(parts, vendor, input, never);
    expect(first).toMatchObject({ remaining: 1, usage: { calls: 1, costUsd: 3 } });
    expect(first.rejected).toBeUndefined();
    expect(await embedPassages(parts, vendor, input, never)).toMatchObject({
      remaining: 1,
      rejected: { passages: 1, document: '1.md', reason: 'one vector is missing', mayPass: true },
    });
  });
});

describe('blaming a batch', () => {
  const batch = ['good', 'poison'];
  const poisoned = (outcome: Outcome) =>
    embedder((texts) => {
      if (texts.includes('poison')) throw failure(outcome, 'input[1] is not allowed');
    });

  it.each([
    ['a refusal', outcomes.badRequest, false],
    ['a server error', outcomes.serverError, true],
    ['a reply that cannot be read', outcomes.malformedResponse, true],
  ])('turns %s into a failure that no circuit counts', async (_, outcome, mayPass) => {
    const vendor = poisoned(outcome);
    const error: unknown = await blameBatch(vendor)
      .embed(batch, never)
      .catch((error: unknown) => error);
    expect(error).toMatchObject({
      category: 'content',
      circuit: 'ignore',
      retryable: mayPass,
      message: 'input[1] is not allowed',
      usage: { calls: 1, inputTokens: 1 },
    });
    expect(vendor.requests).toHaveLength(2);
    expect(await embedPassages(ports(batch), blameBatch(vendor), input, never)).toMatchObject({
      rejected: { passages: 2, reason: 'input[1] is not allowed', mayPass },
    });
  });

  it.each([outcomes.badRequest, outcomes.serverError, outcomes.wrongDimensions])(
    'leaves a failure as it is when the service takes no other text either: $reason',
    async (outcome) => {
      const broken = embedder(() => {
        throw failure(outcome);
      });
      await expect(blameBatch(broken).embed(batch, never)).rejects.toMatchObject(outcome);
    },
  );

  it.each([outcomes.unreachable, outcomes.quotaExhausted, outcomes.rateLimited])(
    'asks nothing more after a failure that no text can cause: $reason',
    async (outcome) => {
      const vendor = poisoned(outcome);
      await expect(blameBatch(vendor).embed(batch, never)).rejects.toMatchObject(outcome);
      expect(vendor.requests).toHaveLength(1);
    },
  );

  it('takes a server whose vectors are all bad for a sick one', async () => {
    const sick = embedder(() => {
      throw failure(outcomes.badVectors);
    });
    await expect(blameBatch(sick).embed(batch, never)).rejects.toMatchObject({
      category: 'transient',
      circuit: 'count',
    });
  });

  it('reports the rate limit that its own request meets', async () => {
    const vendor = embedder((texts) => {
      throw failure(texts.includes('poison') ? outcomes.serverError : outcomes.rateLimited);
    });
    await expect(blameBatch(vendor).embed(batch, never)).rejects.toMatchObject({
      reason: 'rate_limited',
    });
  });
});
