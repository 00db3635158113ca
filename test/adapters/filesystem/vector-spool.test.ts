import { createHash } from 'node:crypto';
import { readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileError } from '../../../src/adapters/filesystem/file-error.js';
import { createFilesystemVectorSpool } from '../../../src/adapters/filesystem/vector-spool.js';
import { temporaryFolder } from '../../stack/temporary-folder.js';

const space = { provider: 'openai', model: 'text-embedding-3-small', dimensions: 3 };
const vector = Float32Array.of(0.1, -2.5e-38, 3);

async function filesIn(dataDir: string): Promise<string[]> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

describe('the vector spool', () => {
  it('gives back what was put, to the bit, in the order asked for', async () => {
    const spool = createFilesystemVectorSpool(await temporaryFolder());
    const other = Float32Array.of(1, 2, 3);
    await spool.put(space, [
      { text: 'one', vector },
      { text: '둘', vector: other },
    ]);
    expect(await spool.get(space, ['둘', 'missing', 'one', '둘'])).toEqual([
      other,
      undefined,
      vector,
      other,
    ]);
  });

  it('outlives the process that filled it', async () => {
    const dataDir = await temporaryFolder();
    await createFilesystemVectorSpool(dataDir).put(space, [{ text: 'one', vector }]);
    expect(await createFilesystemVectorSpool(dataDir).get(space, ['one'])).toEqual([vector]);
  });

  it.each([{ model: 'other' }, { dimensions: 4 }])('keeps spaces apart: %o', async (change) => {
    const spool = createFilesystemVectorSpool(await temporaryFolder());
    await spool.put(space, [{ text: 'one', vector }]);
    expect(await spool.get({ ...space, ...change }, ['one'])).toEqual([undefined]);
  });

  it('finds what another endpoint of the same space made', async () => {
    const spool = createFilesystemVectorSpool(await temporaryFolder());
    await spool.put(space, [{ text: 'one', vector }]);
    expect(await spool.get({ ...space, provider: 'fallback' }, ['one'])).toEqual([vector]);
  });

  it('stores hashes with little-endian 32-bit floats and a checksum, and nothing else', async () => {
    const dataDir = await temporaryFolder();
    const spool = createFilesystemVectorSpool(dataDir);
    await spool.put(space, [
      { text: 'one', vector: Float32Array.of(1, 0, -2) },
      { text: 'two', vector: Float32Array.of(0, 0, 1) },
    ]);
    const [file, ...others] = await filesIn(dataDir);
    expect(others).toEqual([]);
    expect(path.relative(dataDir, file ?? '')).toMatch(
      /^spool\/[0-9a-f]{64}\/[0-9a-f-]+\.vectors$/,
    );
    const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
    const entries = `${sha256('one')}0000803f00000000000000c0${sha256('two')}00000000000000000000803f`;
    expect((await readFile(file ?? '')).toString('hex')).toBe(
      `${entries}${sha256(Buffer.from(entries, 'hex'))}`,
    );
  });

  it('can be read by its owner only', async () => {
    const dataDir = await temporaryFolder();
    await createFilesystemVectorSpool(dataDir).put(space, [{ text: 'one', vector }]);
    const [file = ''] = await filesIn(dataDir);
    const modes = await Promise.all(
      [file, path.dirname(file)].map(async (at) => (await stat(at)).mode),
    );
    expect(modes.map((mode) => (mode & 0o777).toString(8))).toEqual(['600', '700']);
  });

  it('deletes a file with a wrong checksum and reports it', async () => {
    const dataDir = await temporaryFolder();
    await createFilesystemVectorSpool(dataDir).put(space, [{ text: 'one', vector }]);
    const [file = ''] = await filesIn(dataDir);
    const bytes = await readFile(file);
    bytes.writeFloatLE(NaN, 32);
    await writeFile(file, bytes);
    const damaged: string[] = [];
    const spool = createFilesystemVectorSpool(dataDir, { onDamaged: (one) => damaged.push(one) });
    expect(await spool.get(space, ['one'])).toEqual([undefined]);
    expect(damaged).toEqual([file]);
    expect(await filesIn(dataDir)).toEqual([]);
  });

  it('deletes what was not asked for in a week, and keeps what was', async () => {
    const dataDir = await temporaryFolder();
    const spool = createFilesystemVectorSpool(dataDir);
    const age = async (days: number) => {
      const at = new Date(Date.now() - days * 86_400_000);
      for (const file of await filesIn(dataDir)) await utimes(file, at, at);
    };
    await spool.put(space, [{ text: 'one', vector }]);
    await age(6);
    expect(await spool.get(space, ['one'])).toEqual([vector]);
    await age(6);
    expect(await spool.get(space, ['other'])).toEqual([undefined]);
    expect(await filesIn(dataDir)).toHaveLength(1);
    await age(8);
    expect(await spool.get(space, ['one'])).toEqual([undefined]);
    expect(await filesIn(dataDir)).toEqual([]);
  });

  it('says beforehand whether vectors can be put', async () => {
    const dataDir = await temporaryFolder();
    await createFilesystemVectorSpool(dataDir).requireWritable(space, 100);
    expect(await filesIn(dataDir)).toEqual([]);
    const blocked = path.join(dataDir, 'file');
    await writeFile(blocked, '');
    const checking = createFilesystemVectorSpool(blocked).requireWritable(space, 100);
    await expect(checking).rejects.toMatchObject({ category: 'resource', retryable: false });
  });

  it.each([7, 0])('takes a file of %i bytes for absent and removes it', async (length) => {
    const dataDir = await temporaryFolder();
    const spool = createFilesystemVectorSpool(dataDir);
    await spool.put(space, [{ text: 'one', vector }]);
    const [file = ''] = await filesIn(dataDir);
    await truncate(file, length);
    expect(await spool.get(space, ['one'])).toEqual([undefined]);
    expect(await filesIn(dataDir)).toEqual([]);
  });

  it('may be filled and emptied twice', async () => {
    const dataDir = await temporaryFolder();
    const spool = createFilesystemVectorSpool(dataDir);
    await spool.remove(space, ['one']);
    await spool.put(space, [{ text: 'one', vector }]);
    await spool.put(space, [{ text: 'one', vector }]);
    expect(await spool.get(space, ['one'])).toEqual([vector]);
    await spool.remove(space, ['one', 'never there']);
    expect(await spool.get(space, ['one'])).toEqual([undefined]);
    expect(await filesIn(dataDir)).toEqual([]);
  });

  it('keeps a batch until all of it may go', async () => {
    const dataDir = await temporaryFolder();
    const spool = createFilesystemVectorSpool(dataDir);
    const texts = ['one', 'two', 'three'];
    await spool.put(
      space,
      texts.map((text) => ({ text, vector })),
    );
    await spool.remove(space, ['two']);
    expect(await spool.get(space, ['one', 'three'])).toEqual([vector, vector]);
    await spool.remove(space, ['one', 'three']);
    expect(await filesIn(dataDir)).toEqual([]);
  });

  it('leaves a text of two batches to the slower one', async () => {
    const dataDir = await temporaryFolder();
    const spool = createFilesystemVectorSpool(dataDir);
    const put = (...texts: string[]) =>
      spool.put(
        space,
        texts.map((text) => ({ text, vector })),
      );
    await Promise.all([put('one', 'shared'), put('shared', 'two')]);
    await spool.remove(space, ['one', 'shared']);
    expect(await spool.get(space, ['shared', 'two'])).toEqual([vector, vector]);
    await spool.remove(space, ['shared', 'two']);
    expect(await filesIn(dataDir)).toEqual([]);
  });

  it('takes large batches, and the same text from several writers at once', async () => {
    const dataDir = await temporaryFolder();
    const spool = createFilesystemVectorSpool(dataDir);
    const texts = Array.from({ length: 300 }, (_, at) => `text ${at % 250}`);
    const entries = texts.map((text) => ({ text, vector }));
    await Promise.all([spool.put(space, entries), spool.put(space, entries)]);
    expect(await spool.get(space, texts)).toEqual(texts.map(() => vector));
    await Promise.all([spool.remove(space, texts), spool.remove(space, texts)]);
    expect(await filesIn(dataDir)).toEqual([]);
  });

  it('reports what it could not write as a lack of resources', async () => {
    const dataDir = path.join(await temporaryFolder(), 'file');
    await writeFile(dataDir, '');
    const spool = createFilesystemVectorSpool(dataDir);
    await expect(spool.put(space, [{ text: 'one', vector }])).rejects.toMatchObject({
      name: 'PortError',
      dependency: 'filesystem',
      category: 'resource',
      message: expect.stringMatching(/spooling 1 vectors in .*: ENOTDIR/) as string,
    });
  });
});

describe('fileError', () => {
  it('takes a full disk for a lack of resources', async () => {
    const full: unknown = await writeFile('/dev/full', 'x').catch((error: unknown) => error);
    expect(fileError(full, 'spooling')).toMatchObject({
      category: 'resource',
      reason: 'disk_full',
      message: 'filesystem: spooling failed: ENOSPC',
    });
  });

  it.each([
    ['ENOMEM', 'resource', 'out_of_memory'],
    ['EDQUOT', 'resource', 'disk_full'],
    ['EROFS', 'resource', 'disk_full'],
    ['EMFILE', 'transient', 'overloaded'],
    ['EIO', 'transient', 'unexpected'],
  ])('takes %s for %s: %s', (code, category, reason) => {
    const error = Object.assign(new Error(code), { code });
    expect(fileError(error, 'reading')).toMatchObject({ category, reason });
  });
});
