import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openStandbyDatabase } from '../../../src/adapters/sqlite/database.js';
import { createStandby } from '../../../src/adapters/sqlite/standby.js';
import { directCalls } from '../../../src/adapters/sqlite/standby-operations.js';
import { answerCacheContract } from '../../contract/answer-cache-contract.js';
import { cachedAnswer } from '../../contracts/question-examples.js';
import { docs, sampleIndex, wiki, type SampleIndex } from './sample-index.js';
import { standbyFile, sync } from './standby-file.js';

const never = new AbortController().signal;

answerCacheContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-answers-'));
  const database = openStandbyDatabase(join(folder, 'standby.sqlite'));
  afterAll(async () => {
    database.close();
    await rm(folder, { recursive: true });
  });
  return createStandby(directCalls(database)).answers;
});

describe('cached answers on the disk of a worker', () => {
  it.each<[string, (index: SampleIndex) => void, boolean]>([
    ['lost a document', (index) => index.commit(docs, { 'soup.md': [] }), false],
    ['lost a source', (index) => index.removeSource(wiki), false],
    [
      'had a source removed and begun anew',
      (index) => index.addSource(docs, { since: 'again' }),
      false,
    ],
    ['has a new document', (index) => index.commit(docs, { 'new.md': ['lamp'] }), true],
    ['has a new source', (index) => index.addSource({ ...docs, source: 'notes' }), true],
  ])('when the index %s', async (_, change, isKept) => {
    const { standby } = await standbyFile();
    const cache = standby.answers;
    const index = sampleIndex();
    index.addSource(wiki);
    await sync(index, standby);
    await cache.save(docs, 'key', cachedAnswer, never);
    await sync(index, standby);
    expect(await cache.find(docs, 'key', never)).toEqual(cachedAnswer);
    change(index);
    await sync(index, standby);
    expect(await cache.find(docs, 'key', never)).toEqual(isKept ? cachedAnswer : null);
  });
});
