import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { syncStandby } from '../../../src/adapters/sqlite/sync.js';
import { openStandbyDatabase } from '../../../src/adapters/sqlite/database.js';
import { createStandby } from '../../../src/adapters/sqlite/standby.js';
import { queryTerms } from '../../../src/core/query-terms.js';
import { passageIndexContract } from '../../contract/passage-index-contract.js';
import { portErrorOf } from '../../contract/vendor-faults.js';
import { documentRecord, seedPassages, sourceRecord, testQdrant } from '../qdrant/test-qdrant.js';
import { SampleIndex } from './sample-index.js';
import { openStandby, standbyFile } from './standby-file.js';

const never = new AbortController().signal;

passageIndexContract('The standby', async (seeds) => {
  const qdrant = await testQdrant();
  const { manifest, store, collection } = qdrant;
  await seedPassages(qdrant, seeds);
  for (const { source, passage } of seeds) {
    await manifest.saveSource({ ...sourceRecord(collection, source), commit: 1 }, never);
    const record = { ...documentRecord(passage.document), version: 1, commit: 1 };
    await manifest.save(collection, source, [record], never);
  }
  const database = openStandbyDatabase(':memory:');
  afterAll(() => database.close());
  const standby = createStandby(database);
  await syncStandby({ manifest, store, standby, collection, signal: never });
  return { index: standby, keepsRetired: false };
});

describe('the file of the standby', () => {
  const docs = { tenant: 'acme', corpus: 'handbook', source: 'docs' };

  function sampleIndex(): SampleIndex {
    const index = new SampleIndex();
    index.addSource(docs);
    index.commit(docs, { 'pump.md': ['pump one', 'pump two'], 'soup.md': ['soup of the day'] });
    return index;
  }

  async function filled() {
    const opened = await standbyFile();
    const index = sampleIndex();
    const sync = (standby = opened.standby) =>
      syncStandby({ ...indexPorts(index), standby, signal: never });
    await sync();
    return { ...opened, index, sync };
  }

  const indexPorts = ({ manifest, store, collection }: SampleIndex) => ({
    manifest,
    store,
    collection,
  });
  const pumps = async (standby: ReturnType<typeof openStandby>['standby']) =>
    (await standby.searchLexical(docs, queryTerms('pump'), 10, never)).candidates.length;

  it('is kept over a restart', async () => {
    const { file, database } = await filled();
    database.close();
    expect(await pumps(openStandby(file).standby)).toBe(2);
  });

  it('is set aside when it is no database, and filled again', async () => {
    const { file, database, sync } = await filled();
    database.close();
    writeFileSync(file, 'this was a database once'.repeat(100));
    const { standby } = openStandby(file);
    const error = await portErrorOf(standby.searchLexical(docs, queryTerms('pump'), 10, never));
    expect(error).toMatchObject({ dependency: 'standby', category: 'transient' });
    expect(readFileSync(`${file}.damaged`, 'utf8')).toContain('this was a database once');
    expect(standby.state(docs).complete).toBe(false);
    await sync(standby);
    expect(await pumps(standby)).toBe(2);
  });

  it('is set aside when its pages are damaged while it is open', async () => {
    const { file, standby, database, sync } = await filled();
    database.use('checkpoint', (open) => open.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    truncateSync(file, 8192);
    const { standby: second } = openStandby(file);
    await portErrorOf(second.searchLexical(docs, queryTerms('pump'), 10, never));
    expect(existsSync(`${file}.damaged`)).toBe(true);
    await sync(second);
    expect(await pumps(second)).toBe(2);
    await pumps(standby).catch(() => undefined);
    await sync();
    expect(await pumps(openStandby(file).standby)).toBe(2);
  });

  it('is set aside when another version of the schema wrote it', async () => {
    const { file, database, sync } = await filled();
    database.use('age', (open) => open.exec('PRAGMA user_version = 99'));
    database.close();
    const { standby } = openStandby(file);
    await portErrorOf(standby.load(docs, ['x'], never));
    await sync(standby);
    expect(await pumps(standby)).toBe(2);
  });

  it('that cannot grow any more says so and keeps what it holds', async () => {
    const { database, standby, index, sync } = await filled();
    database.use('limit', (open) => {
      const pages = Number(open.prepare('PRAGMA page_count').get()?.['page_count']);
      open.exec(`PRAGMA max_page_count = ${pages}`);
    });
    const texts = Array.from({ length: 300 }, (_, n) => `pump ${n} ${'x'.repeat(500)}`);
    index.commit(docs, { 'large.md': texts });
    expect(await portErrorOf(sync())).toMatchObject({
      dependency: 'standby',
      category: 'resource',
      reason: 'disk_full',
    });
    expect(await pumps(standby)).toBe(2);
    expect(standby.state(docs)).toMatchObject({ complete: true, commitsBehind: 1 });
  });
});
