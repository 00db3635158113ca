import { describe, expect, it } from 'vitest';
import { createQdrantPassageStore } from '../../../src/adapters/qdrant/passage-store.js';
import { commitContract } from '../../contract/commit-contract.js';
import { passageStoreContract } from '../../contract/passage-store-contract.js';
import { samplePassage } from '../../contract/passage-index-contract.js';
import { portErrorOf } from '../../contract/vendor-faults.js';
import { testQdrant } from './test-qdrant.js';

passageStoreContract('Qdrant', () => testQdrant());
commitContract('Qdrant', () => testQdrant());

describe('the Qdrant passage store', () => {
  const never = new AbortController().signal;

  it('switches readers from one collection to another', async () => {
    const { store, alias, collection } = await testQdrant();
    expect(await store.activeCollection(never)).toBe(collection);
    const next = `${alias}__two`;
    const prepare = () => store.prepare({ collection: next, space: null }, never);
    await Promise.all([prepare(), prepare()]);
    await store.activate(next, never);
    expect(await store.activeCollection(never)).toBe(next);
  });

  it('has no active collection before the first switch', async () => {
    const { connection, alias } = await testQdrant();
    const unused = createQdrantPassageStore(connection, { alias: `${alias}-unused` });
    expect(await unused.activeCollection(never)).toBeNull();
  });

  it('leaves a collection alone that bears the name of the alias', async () => {
    const { connection, raw, alias, collection } = await testQdrant();
    const foreign = `${alias}-foreign`;
    await raw.createCollection(foreign, { vectors: { size: 2, distance: 'Dot' } });
    const store = createQdrantPassageStore(connection, { alias: foreign });
    const expected = { reason: 'bad_input', retryable: false };
    for (const refused of [
      store.prepare({ collection: `${foreign}__one`, space: null }, never),
      store.activate(collection, never),
    ]) {
      const error = await portErrorOf(refused);
      expect(error).toMatchObject(expected);
      expect(error.message).toContain('HOLDFAST_COLLECTION');
    }
    expect((await raw.getCollection(foreign)).points_count).toBe(0);
  });

  it('works without an embedder', async () => {
    const { store, index, collection } = await testQdrant({ dimensions: null });
    const source = { tenant: 'acme', corpus: 'handbook', source: 'docs' };
    const passages = [samplePassage(source, 'pump.md', 'pump one')];
    await store.stage(collection, source, passages, never);
    await store.commit(collection, source, [{ path: 'pump.md', version: 1, passages }], never);
    expect(await index.load(source, [passages[0]?.id ?? ''], never)).toHaveLength(1);
  });
});
