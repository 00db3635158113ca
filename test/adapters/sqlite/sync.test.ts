import { describe, expect, it } from 'vitest';
import { syncStandby } from '../../../src/adapters/sqlite/sync.js';
import { docs, SampleIndex, sampleIndex, wiki } from './sample-index.js';
import { checkFile, find, openStandby, standbyFile, sync } from './standby-file.js';

const never = new AbortController().signal;

describe('copying the index to the standby', () => {
  it('reads only the documents committed since the last time', async () => {
    const { standby } = await standbyFile();
    const index = sampleIndex();
    await sync(index, standby);
    expect([...index.reads].sort()).toEqual(['pump.md', 'soup.md']);
    index.commit(docs, { 'pump.md': ['pump three'] });
    await sync(index, standby);
    await sync(index, standby);
    expect(index.reads.slice(2)).toEqual(['pump.md']);
    expect(await find(standby, 'pump')).toEqual(['pump three']);
    expect(await find(standby, 'soup')).toEqual(['soup']);
  });

  it('buries what has a tombstone', async () => {
    const { standby, file } = await standbyFile();
    const index = sampleIndex();
    await sync(index, standby);
    index.commit(docs, { 'pump.md': [] });
    await sync(index, standby);
    expect(await find(standby, 'pump')).toEqual([]);
    expect(checkFile(file)).toBe(1);
  });

  it('leaves a commit alone that is not completely written', async () => {
    const { standby } = await standbyFile();
    const index = sampleIndex();
    index.write(docs, 2, { 'a.md': ['pump early'] });
    await sync(index, standby);
    expect(await find(standby, 'pump')).toEqual(['pump one', 'pump two']);
    index.write(docs, 2, { 'b.md': ['pump late'] });
    index.changeSource(docs, { commit: 2 });
    await sync(index, standby);
    expect(await find(standby, 'pump')).toEqual([
      'pump early',
      'pump late',
      'pump one',
      'pump two',
    ]);
  });

  it('takes in commits larger than a page, and many small ones', async () => {
    const { standby, file } = await standbyFile();
    const index = new SampleIndex();
    index.addSource(docs);
    const texts = (count: number, from: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`${from + n}.md`, ['pump']]));
    index.commit(docs, texts(1500, 0));
    for (let n = 0; n < 700; n++) index.commit(docs, texts(1, 1500 + n));
    await sync(index, standby);
    expect(checkFile(file)).toBe(2200);
    expect(index.reads).toHaveLength(2200);
    expect(await standby.state(docs)).toMatchObject({ complete: true, commitsBehind: 0 });
  });

  it('continues after an interruption where it stopped', async () => {
    const { standby, file, database } = await standbyFile();
    const index = sampleIndex();
    await sync(index, standby);
    index.commit(docs, { 'a.md': ['pump a'] });
    index.commit(docs, { 'b.md': ['pump b'] });
    index.beforeRead = () => {
      throw new Error('Qdrant went away');
    };
    await expect(sync(index, standby)).rejects.toThrow('Qdrant went away');
    expect(await standby.state(docs)).toMatchObject({ complete: true, commitsBehind: 2 });
    expect(await find(standby, 'pump')).toEqual(['pump one', 'pump two']);
    database.close();

    index.beforeRead = () => undefined;
    const { standby: restarted } = openStandby(file);
    await sync(index, restarted);
    expect(await find(restarted, 'pump')).toEqual(['pump a', 'pump b', 'pump one', 'pump two']);
    expect([...index.reads].sort()).toEqual(['a.md', 'b.md', 'pump.md', 'soup.md']);
  });

  it('copies a source anew whose tombstones it missed, and serves the old copy meanwhile', async () => {
    const { standby, file } = await standbyFile();
    const index = sampleIndex();
    await sync(index, standby);
    const rebuilt = new SampleIndex();
    rebuilt.addSource(docs, { commit: 3, sweptCommit: 2 });
    rebuilt.write(docs, 1, { 'soup.md': ['soup'] });
    rebuilt.write(docs, 3, { 'seal.md': ['pump seal'] });
    let meanwhile: Promise<readonly string[]> | undefined;
    rebuilt.beforeRead = () => {
      meanwhile ??= find(standby, 'pump');
    };
    await sync(rebuilt, standby);
    expect(await meanwhile).toEqual(['pump one', 'pump two']);
    expect(await find(standby, 'pump')).toEqual(['pump seal']);
    expect(checkFile(file)).toBe(2);
  });

  it('copies a source anew whose tombstones were swept while it was read', async () => {
    const { standby, file } = await standbyFile();
    const index = sampleIndex();
    await sync(index, standby);
    const texts = (from: number) =>
      Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`${from + n}.md`, ['seal']]));
    index.commit(docs, texts(0));
    index.commit(docs, texts(1000));
    index.commit(docs, { 'pump.md': [] });
    index.beforeRead = () => {
      index.beforeRead = () => undefined;
      index.sweep(docs, 'pump.md');
    };
    await sync(index, standby);
    await sync(index, standby);
    expect(await find(standby, 'pump')).toEqual([]);
    expect(checkFile(file)).toBe(1801);
    expect(await standby.state(docs)).toMatchObject({ complete: true, commitsBehind: 0 });
  });

  it('copies a source anew that was forgotten and added again', async () => {
    const { standby, file } = await standbyFile();
    await sync(sampleIndex(), standby);
    const again = new SampleIndex();
    again.addSource(docs, { since: 'second' });
    again.commit(docs, { 'seal.md': ['pump seal'] });
    again.commit(docs, { 'valve.md': ['valve'] });
    await sync(again, standby);
    expect(await find(standby, 'pump')).toEqual(['pump seal']);
    expect(checkFile(file)).toBe(2);
  });

  it('drops a source that is no longer there', async () => {
    const { standby, file } = await standbyFile();
    const index = sampleIndex();
    index.addSource(wiki);
    index.commit(wiki, { 'pump.md': ['pump of the wiki'] });
    await sync(index, standby);
    expect(await find(standby, 'pump')).toContain('pump of the wiki');
    index.removeSource(wiki);
    await sync(index, standby);
    expect(await find(standby, 'pump')).not.toContain('pump of the wiki');
    expect(checkFile(file)).toBe(3);
  });

  it('serves one collection until the copy of the next is complete, then that one alone', async () => {
    const { standby, file } = await standbyFile();
    const index = sampleIndex();
    index.addSource(wiki);
    index.commit(wiki, { 'wiki.md': ['pump of the wiki'] });
    await sync(index, standby);
    const old = ['pump of the wiki', 'pump one', 'pump two'];

    const next = new SampleIndex('docs__two');
    next.addSource(docs);
    next.addSource(wiki);
    next.commit(docs, { 'pump.md': ['pump anew'] });
    next.commit(wiki, { 'wiki.md': ['pump of the new wiki'] });
    next.beforeRead = (document) => {
      if (document === 'wiki.md') throw new Error('Qdrant went away');
    };
    await expect(sync(next, standby)).rejects.toThrow('Qdrant went away');
    expect(await find(standby, 'pump')).toEqual(old);
    expect((await standby.state(docs)).complete).toBe(true);

    next.beforeRead = () => undefined;
    await sync(next, standby);
    expect(await find(standby, 'pump')).toEqual(['pump anew', 'pump of the new wiki']);
    expect(next.reads).toEqual(['pump.md', 'wiki.md']);
    expect(checkFile(file)).toBe(2);
  });

  it('serves what is copied while other sources are not', async () => {
    const { standby } = await standbyFile();
    const index = sampleIndex();
    const recipes = { ...wiki, corpus: 'recipes' };
    index.addSource(recipes);
    index.commit(recipes, { 'wiki.md': ['pump of the wiki'] });
    let meanwhile: Promise<readonly string[]> | undefined;
    index.beforeRead = (document) => {
      if (document === 'wiki.md') meanwhile = find(standby, 'pump');
    };
    await sync(index, standby);
    expect(await meanwhile).toEqual(['pump one', 'pump two']);
  });

  it('is empty again when the collection has no sources', async () => {
    const { standby, file } = await standbyFile();
    await sync(sampleIndex(), standby);
    await sync(new SampleIndex('docs__two'), standby);
    expect((await standby.state(docs)).complete).toBe(false);
    expect(checkFile(file)).toBe(0);
  });

  it('keeps one version of a document that was read in the middle of a commit', async () => {
    const { standby } = await standbyFile();
    const index = sampleIndex();
    const { livePassages } = index.store;
    const torn: SampleIndex['store'] = {
      livePassages: async (...asked) => {
        const [first, ...rest] = await livePassages(...asked);
        return first ? [{ ...first, version: 9 }, ...rest] : [];
      },
    };
    const { manifest, collection } = index;
    await syncStandby({ manifest, store: torn, standby, collection, signal: never });
    expect(await find(standby, 'pump')).toEqual(['pump one']);
  });
});
