import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { churnCommits, churningIndex, docs, sampleIndex } from './sample-index.js';
import { checkFile, find, openStandby, standbyFile, sync } from './standby-file.js';

describe('several processes on one standby', () => {
  it('let one copy at a time', async () => {
    const { standby, file } = await standbyFile();
    const { standby: other } = openStandby(file);
    const index = sampleIndex();
    const lease = await other.acquireWriter();
    await sync(index, standby);
    expect(index.reads).toEqual([]);
    await lease?.release();
    await sync(index, standby);
    expect(await find(other, 'pump')).toEqual(['pump one', 'pump two']);
  });

  it('keep a process that was overtaken from writing', async () => {
    const { standby, file, database } = await standbyFile();
    const { standby: other } = openStandby(file);
    const index = sampleIndex();
    const overtake = () =>
      database.use('let time pass', (open) => open.exec('UPDATE leases SET renewedAt = 0'));
    index.beforeRead = (document) => {
      if (document !== 'soup.md') return;
      overtake();
      expect(other.acquireWriter()).not.toBeNull();
    };
    await sync(index, standby);
    expect(checkFile(file)).toBe(0);
    expect(await standby.acquireWriter()).toBeNull();
    overtake();
    index.beforeRead = () => undefined;
    await sync(index, standby);
    expect(await find(standby, 'pump')).toEqual(['pump one', 'pump two']);
  });

  it('do not damage it when they copy and search at the same time', async () => {
    const { standby, file } = await standbyFile();
    const program = fileURLToPath(new URL('sync-process.ts', import.meta.url));
    const children = [1, 2].map(() => fork(program, [file], { execArgv: ['--import', 'tsx/esm'] }));
    const exits = await Promise.all(children.map((child) => once(child, 'exit')));
    expect(exits).toEqual([
      [0, null],
      [0, null],
    ]);
    const index = churningIndex(churnCommits);
    await sync(index, standby);
    expect(await find(standby, 'pump')).toEqual(index.texts(docs));
    expect(checkFile(file)).toBe(index.texts(docs).length);
  });
});
