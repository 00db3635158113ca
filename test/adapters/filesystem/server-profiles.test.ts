import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  adjustmentsOf,
  openServerProfiles,
} from '../../../src/adapters/filesystem/server-profiles.js';

const server = { baseURL: 'http://vectors.test/v1', model: 'some-model' };

describe('the profiles of servers', () => {
  let dataDir: string;
  let said: string[];
  const open = () => openServerProfiles(dataDir, ({ model }, words) => said.push(model, words));
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'profiles-'));
    said = [];
  });

  it('are shared by the adapters of a server and a model, and by nobody else', () => {
    const of = open();
    of(server).learn('texts', 'it takes 10 texts a request', 10);
    expect(of({ ...server }).get('texts')).toBe(10);
    expect(of({ ...server, model: 'other' }).has('texts')).toBe(false);
    expect(of({ ...server, baseURL: 'http://other.test' }).has('texts')).toBe(false);
  });

  it('say each thing once, and keep it for the next process and for the doctor', () => {
    for (let time = 0; time < 2; time += 1) open()(server).learn('no dimensions', 'not sent');
    expect(said).toEqual(['some-model', 'not sent']);
    expect(adjustmentsOf(dataDir, server)).toEqual(['not sent']);
  });

  it('keep habits that nobody needs to hear of', () => {
    open()(server).learn('says why it ends', undefined);
    expect(said).toEqual([]);
    expect(adjustmentsOf(dataDir, server)).toEqual([]);
    expect(open()(server).has('says why it ends')).toBe(true);
  });

  it('learn again what cannot be read', async () => {
    open()(server).learn('no dimensions', 'not sent');
    const [file] = await readdir(join(dataDir, 'servers'));
    await writeFile(join(dataDir, 'servers', file ?? ''), '{"facts": 7}');
    expect(open()(server).has('no dimensions')).toBe(false);
  });

  it('hold in memory where nothing can be written', async () => {
    await writeFile(join(dataDir, 'servers'), 'in the way');
    const of = open();
    of(server).learn('no dimensions', 'not sent');
    expect(of(server).has('no dimensions')).toBe(true);
  });
});
