import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { syncStandby } from '../../../src/adapters/sqlite/sync.js';
import { openStandbyDatabase } from '../../../src/adapters/sqlite/database.js';
import { createStandby } from '../../../src/adapters/sqlite/standby.js';
import { directCalls } from '../../../src/adapters/sqlite/standby-operations.js';
import { passageIndexContract } from '../../contract/passage-index-contract.js';
import { portErrorOf } from '../../contract/vendor-faults.js';
import { documentRecord, seedPassages, sourceRecord, testQdrant } from '../qdrant/test-qdrant.js';
import { docs, sampleIndex } from './sample-index.js';
import { find, openStandby, standbyFile, sync } from './standby-file.js';

const never = new AbortController().signal;
const pumps = ['pump one', 'pump two'];

passageIndexContract('The standby', async (seeds) => {
  const qdrant = await testQdrant();
  const { manifest, store, collection } = qdrant;
  await seedPassages(qdrant, seeds);
  for (const { source, passage } of seeds) {
    await manifest.saveSource({ ...sourceRecord(collection, source), commit: 1 }, never);
    const record = { ...documentRecord(passage.document), version: 1, commit: 1 };
    await manifest.save(collection, source, [record], never);
  }
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-standby-'));
  const database = openStandbyDatabase(join(folder, 'standby.sqlite'));
  afterAll(() => database.close());
  const standby = createStandby(directCalls(database));
  await syncStandby({ manifest, store, standby, collection, signal: never });
  return { index: standby, keepsRetired: false };
});

describe('the file of the standby', () => {
  async function filled() {
    const opened = await standbyFile();
    const index = sampleIndex();
    await sync(index, opened.standby);
    return { ...opened, index };
  }

  it('is kept over a restart', async () => {
    const { file, database } = await filled();
    database.close();
    expect(await find(openStandby(file).standby, 'pump')).toEqual(pumps);
  });

  it('is set aside when it is no database, and filled again', async () => {
    const { file, database, index } = await filled();
    database.close();
    writeFileSync(file, 'this was a database once'.repeat(100));
    const { standby } = openStandby(file);
    const error = await portErrorOf(find(standby, 'pump'));
    expect(error).toMatchObject({ dependency: 'standby', category: 'transient' });
    expect(readFileSync(`${file}.damaged`, 'utf8')).toContain('this was a database once');
    expect((await standby.state(docs)).complete).toBe(false);
    await sync(index, standby);
    expect(await find(standby, 'pump')).toEqual(pumps);
  });

  it('is set aside when its pages are damaged while it is open', async () => {
    const { file, standby, database, index } = await filled();
    database.use('checkpoint', (open) => open.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    truncateSync(file, 8192);
    const { standby: second } = openStandby(file);
    await portErrorOf(find(second, 'pump'));
    expect(existsSync(`${file}.damaged`)).toBe(true);
    await sync(index, second);
    expect(await find(second, 'pump')).toEqual(pumps);
    await find(standby, 'pump').catch(() => undefined);
    await sync(index, standby);
    expect(await find(openStandby(file).standby, 'pump')).toEqual(pumps);
  });

  it('is set aside when another version of the schema wrote it', async () => {
    const { file, database, index } = await filled();
    database.use('age', (open) => open.exec('PRAGMA user_version = 99'));
    database.close();
    const { standby } = openStandby(file);
    await portErrorOf(standby.load(docs, ['x'], never));
    await sync(index, standby);
    expect(await find(standby, 'pump')).toEqual(pumps);
  });

  it('that cannot grow any more says so and keeps what it holds', async () => {
    const { database, standby, index } = await filled();
    database.use('limit', (open) => {
      const pages = Number(open.prepare('PRAGMA page_count').get()?.['page_count']);
      open.exec(`PRAGMA max_page_count = ${pages}`);
    });
    const texts = Array.from({ length: 300 }, (_, n) => `pump ${n} ${'x'.repeat(500)}`);
    index.commit(docs, { 'large.md': texts });
    expect(await portErrorOf(sync(index, standby))).toMatchObject({
      dependency: 'standby',
      category: 'resource',
      reason: 'disk_full',
    });
    expect(await find(standby, 'pump')).toEqual(pumps);
    expect(await standby.state(docs)).toMatchObject({ complete: true, commitsBehind: 1 });
  });
});
