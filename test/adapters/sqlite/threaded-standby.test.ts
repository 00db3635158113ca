import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openThreadedStandby } from '../../../src/adapters/sqlite/threaded-standby.js';
import { queryTerms } from '../../../src/core/query-terms.js';
import { temporaryFolder } from '../../stack/temporary-folder.js';
import { docs, sampleIndex } from './sample-index.js';
import { find, sync } from './standby-file.js';

async function open(file?: string) {
  const path = file ?? join(await temporaryFolder(), 'standby.sqlite');
  const standby = openThreadedStandby(path);
  onTestFinished(() => standby.close());
  return { standby, path };
}

describe('a standby on threads of its own', () => {
  it('copies and finds, and so does another on the same file', async () => {
    const { standby, path } = await open();
    await sync(sampleIndex(), standby);
    expect(await find(standby, 'pump')).toEqual(['pump one', 'pump two']);
    expect(await standby.state(docs)).toMatchObject({ complete: true });
    const other = await open(path);
    expect(await find(other.standby, 'soup')).toEqual(['soup']);
  });

  it('leaves the calling thread free while it searches', async () => {
    const { standby } = await open();
    await sync(sampleIndex(), standby);
    const order: string[] = [];
    const searching = find(standby, 'pump').then(() => order.push('found'));
    await Promise.resolve().then(() => order.push('free'));
    await searching;
    expect(order).toEqual(['free', 'found']);
  });

  it('fails as a PortError, with what its file said', async () => {
    const { standby } = await open('/dev/null/standby.sqlite');
    await expect(standby.state(docs)).rejects.toMatchObject({
      name: 'PortError',
      dependency: 'standby',
      message: expect.stringMatching(/standby state \(sqlite\)/u) as string,
    });
  });

  it('waits for nothing once its caller has given up', async () => {
    const { standby } = await open();
    const search = standby.searchLexical(docs, queryTerms('pump'), 5, AbortSignal.abort());
    await expect(search).rejects.toMatchObject({ category: 'cancelled' });
  });

  it('serves again after it was closed', async () => {
    const { standby } = await open();
    await sync(sampleIndex(), standby);
    await standby.close();
    expect(await find(standby, 'soup')).toEqual(['soup']);
  });
});
