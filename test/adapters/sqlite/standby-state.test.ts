import { describe, expect, it } from 'vitest';
import { portErrorOf } from '../../contract/vendor-faults.js';
import { docs, sampleIndex, wiki } from './sample-index.js';
import { find, openStandby, standbyFile, sync } from './standby-file.js';

const never = new AbortController().signal;

describe('the state of the standby', () => {
  it('is incomplete and without a time before the first copy', async () => {
    const { standby } = await standbyFile();
    const empty = { complete: false, commitsBehind: 0, syncedAt: '1970-01-01T00:00:00.000Z' };
    expect(await standby.state(docs)).toEqual(empty);
  });

  it('tells when it was last in line with the index', async () => {
    const { standby } = await standbyFile();
    const before = new Date().toISOString();
    await sync(sampleIndex(), standby);
    const { syncedAt } = await standby.state(docs);
    expect(syncedAt >= before && syncedAt <= new Date().toISOString()).toBe(true);
  });

  it('is of one corpus: others say nothing about it', async () => {
    const { standby } = await standbyFile();
    await sync(sampleIndex(), standby);
    expect((await standby.state({ ...docs, corpus: 'recipes' })).complete).toBe(false);
    expect((await standby.state({ ...docs, tenant: 'globex' })).complete).toBe(false);
  });

  it('is incomplete while a source of the corpus was never copied', async () => {
    const { standby } = await standbyFile();
    const index = sampleIndex();
    await sync(index, standby);
    index.addSource(wiki);
    index.commit(wiki, { 'wiki.md': ['pump of the wiki'] });
    index.beforeRead = () => {
      throw new Error('Qdrant went away');
    };
    await expect(sync(index, standby)).rejects.toThrow('Qdrant went away');
    expect((await standby.state(docs)).complete).toBe(false);
    expect(await find(standby, 'pump')).toEqual(['pump one', 'pump two']);
  });

  it('is incomplete while its sources had committed nothing', async () => {
    const { standby } = await standbyFile();
    const index = sampleIndex();
    const recipes = { ...wiki, corpus: 'recipes' };
    index.addSource(recipes);
    await sync(index, standby);
    expect((await standby.state(recipes)).complete).toBe(false);
    index.commit(recipes, { 'soup.md': ['leek soup'] });
    await sync(index, standby);
    expect((await standby.state(recipes)).complete).toBe(true);
  });

  it.each([
    [1000, true],
    [1001, false],
  ])('%i commits behind it is fit to stand in: %s', async (behind, complete) => {
    const { standby } = await standbyFile();
    const index = sampleIndex();
    await sync(index, standby);
    index.write(docs, 1 + behind, { 'pump.md': ['pump three'] });
    index.changeSource(docs, { commit: 1 + behind });
    index.beforeRead = () => {
      throw new Error('Qdrant went away');
    };
    await expect(sync(index, standby)).rejects.toThrow('Qdrant went away');
    expect(await standby.state(docs)).toMatchObject({ complete, commitsBehind: behind });
  });

  it('cannot be asked of a folder that is none', async () => {
    const { standby } = openStandby('/dev/null/standby.sqlite');
    await expect(standby.state(docs)).rejects.toThrow('standby state (sqlite)');
  });

  it('says what went wrong as a PortError', async () => {
    const { standby } = openStandby('/dev/null/standby.sqlite');
    const error = await portErrorOf(standby.load(docs, ['x'], never));
    expect(error).toMatchObject({ dependency: 'standby' });
  });
});
