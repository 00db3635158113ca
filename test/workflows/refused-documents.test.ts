import { chmod, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BadInput } from '../../src/client.js';
import type { IngestProgress } from '../../src/contracts/ingest.js';
import { withoutPrivileges } from '../adapters/filesystem/without-privileges.js';
import { changeDocuments, lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { livePassages } from '../support/qdrant-contents.js';

const handbook = {
  ...lighthouseHandbook,
  'boat.md':
    '# Boat\n\nThe supply boat lands at the north pier on the first Monday of the month.\n',
};
const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);
const brokenText = Uint8Array.of(...Buffer.from('# Log\n\nWind '), 0xff, 0xfe, 0x20);

/** Every test has a source of its own. */
describe('documents that cannot be ingested', () => {
  let holdfast: TestHoldfast;
  let source: string;
  let tests = 0;

  beforeAll(async () => {
    holdfast = await startHoldfast({ environment: { HOLDFAST_MAX_DOCUMENT_BYTES: '2 kB' } });
  });
  beforeEach(() => {
    tests += 1;
    source = `source-${tests}`;
  });
  afterAll(() => holdfast.close());

  async function ingest(root: string, allowDeletes = false): Promise<IngestProgress> {
    return (await holdfast.client.ingest({ source, root, allowDeletes })).result();
  }
  const stored = async () =>
    (await livePassages(holdfast.config)).filter((passage) => passage.source === source);
  const textOf = async (document: string) =>
    (await stored()).find((passage) => passage.document === document)?.text;
  const ofSource = async () =>
    (await holdfast.client.sources()).find((status) => status.source === source);

  it('are quarantined, each with its reason, while the rest continues', async () => {
    const elsewhere = await writeDocuments({ 'secret.md': 'The cellar door opens with 4711.' });
    const root = await writeDocuments({
      ...handbook,
      'photo.md': png,
      'log.md': brokenText,
      'large.md': 'x'.repeat(2001),
      'locked.md': '# Locked',
    });
    for (const folder of [elsewhere, root]) await chmod(folder, 0o755);
    await chmod(join(root, 'locked.md'), 0o000);
    await symlink('self.md', join(root, 'self.md'));
    await symlink(join(elsewhere, 'secret.md'), join(root, 'out.md'));
    await mkdir(join(root, 'sub'));
    await symlink('..', join(root, 'sub', 'loop'));
    const reasons = [
      ['large.md', /^2001 bytes are more than HOLDFAST_MAX_DOCUMENT_BYTES \(2000\)$/u],
      ['locked.md', /reading locked\.md .* EACCES/u],
      ['log.md', /not valid UTF-8 at byte 12/u],
      ['out.md', /reading out\.md .* outside the root/u],
      ['photo.md', /is a PNG image/u],
      ['self.md', /reading self\.md .* ELOOP/u],
    ].map(([document, reason]) => ({
      document,
      reason: expect.stringMatching(reason!) as string,
    }));
    const quarantined = ({ quarantined: list }: IngestProgress) =>
      [...list].sort((one, other) => (one.document < other.document ? -1 : 1));

    const first = await withoutPrivileges(() => ingest(root));
    expect(first).toMatchObject({ phase: 'done', new: 10, finished: 10, quarantinedCount: 6 });
    expect(quarantined(first)).toEqual(reasons);
    const documents = new Set((await stored()).map(({ document }) => document));
    expect(documents).toEqual(new Set(Object.keys(handbook)));
    expect(await ofSource()).toMatchObject({ documents: 4, quarantined: 6 });

    const second = await withoutPrivileges(() => ingest(root));
    expect(second).toMatchObject({ new: 0, changed: 0, unchanged: 10, gone: 0, finished: 0 });
    expect(quarantined(second)).toEqual(reasons);

    await chmod(join(root, 'locked.md'), 0o644);
    await rm(join(root, 'self.md'));
    const third = await withoutPrivileges(() => ingest(root));
    expect(third).toMatchObject({ new: 1, unchanged: 8, gone: 1, quarantinedCount: 4 });
    expect(await ofSource()).toMatchObject({ documents: 5, quarantined: 4 });
  });

  it('stay in their last good version when they break, until they are mended', async () => {
    const root = await writeDocuments(handbook);
    await ingest(root);
    const good = await textOf('boat.md');
    await changeDocuments(root, { 'boat.md': brokenText });
    const broken = await ingest(root);
    expect(broken).toMatchObject({ changed: 1, unchanged: 3, quarantinedCount: 1, passages: 0 });
    expect(await textOf('boat.md')).toBe(good);

    await changeDocuments(root, { 'boat.md': handbook['boat.md'] });
    expect(await ingest(root)).toMatchObject({ changed: 0, unchanged: 4, quarantinedCount: 0 });
    expect(await ofSource()).toMatchObject({ documents: 4, quarantined: 0 });

    await changeDocuments(root, { 'boat.md': '# Boat\n\nThe boat comes on Fridays.\n' });
    expect(await ingest(root)).toMatchObject({ changed: 1, quarantinedCount: 0 });
    expect(await textOf('boat.md')).toContain('Fridays');
  });

  it('are forgotten when they broke and then went away', async () => {
    const root = await writeDocuments({ ...handbook, 'photo.md': '# Photo\n\nA picture.\n' });
    await ingest(root);
    await changeDocuments(root, { 'photo.md': null });
    await ingest(root);
    await changeDocuments(root, { 'photo.md': png });
    expect(await ingest(root)).toMatchObject({ new: 1, quarantinedCount: 1 });
    await changeDocuments(root, { 'photo.md': null });
    expect(await ingest(root)).toMatchObject({ gone: 1, quarantinedCount: 0 });
    expect(await ofSource()).toMatchObject({ documents: 4, quarantined: 0 });
    expect(await ingest(root)).toMatchObject({ gone: 0, unchanged: 4 });
  });

  it('are not taken for deleted when more than 30 % are missing, unless that is allowed', async () => {
    const root = await writeDocuments(handbook);
    await ingest(root);
    const before = await stored();
    await changeDocuments(root, { 'boat.md': null, 'fog.md': null });
    const refused = await ingest(root).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(BadInput);
    expect((refused as BadInput).message).toMatch(/2 of 4 known documents .* --allow-deletes/u);
    expect(await stored()).toEqual(before);

    expect(await ingest(root, true)).toMatchObject({ gone: 2, unchanged: 2 });
    const documents = new Set((await stored()).map(({ document }) => document));
    expect(documents).toEqual(new Set(['lamp.md', '등대.md']));
  });

  it('are not taken for emptied when all files are cut to nothing at once, unless that is allowed', async () => {
    const root = await writeDocuments(handbook);
    await ingest(root);
    const before = await stored();
    const names = Object.keys(handbook);
    await changeDocuments(root, Object.fromEntries(names.map((name) => [name, ''])));
    const refused = await ingest(root).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(BadInput);
    expect((refused as BadInput).message).toMatch(
      /4 of 4 known documents are empty .*allow-deletes/u,
    );
    expect(await stored()).toEqual(before);

    expect(await ingest(root, true)).toMatchObject({ changed: 4, gone: 0, passages: 0 });
    expect(await stored()).toEqual([]);
  });

  it('are not taken for deleted when their root is away, and other roots are refused', async () => {
    const root = await writeDocuments(handbook);
    await ingest(root);
    const before = await stored();
    const refusalOf = async (from: string): Promise<unknown> =>
      ingest(from, true).catch((error: unknown) => error);

    const other = await writeDocuments(handbook);
    expect(await refusalOf(other)).toBeInstanceOf(BadInput);
    expect(await refusalOf(other)).toMatchObject({
      message: expect.stringContaining(`already holds ${root}`) as string,
    });
    await rm(root, { recursive: true });
    expect(await refusalOf(root)).toMatchObject({
      name: 'BadInput',
      message: expect.stringMatching(/cannot read the root .*ENOENT.*is mounted/u) as string,
    });
    expect(await stored()).toEqual(before);
  });
});
