import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFilesystemDocumentSource } from '../../../src/adapters/filesystem/document-source.js';
import { temporaryFolder } from '../../stack/temporary-folder.js';

const { signal } = new AbortController();

describe('roots that tenants are confined to', () => {
  async function folders() {
    const base = await temporaryFolder();
    for (const file of ['acme/a.md', 'other/b.md', 'acme-too/c.md']) {
      await mkdir(path.join(base, path.dirname(file)), { recursive: true });
      await writeFile(path.join(base, file), file);
    }
    await symlink(path.join(base, 'other'), path.join(base, 'acme/link'));
    await symlink(path.join(base, 'acme'), path.join(base, 'mounted'));
    const roots = { acme: [path.join(base, 'mounted')], '*': [path.join(base, 'other')] };
    const confined = createFilesystemDocumentSource(roots);
    const under = (tenant: string, root: string) =>
      confined.list({ tenant, root: path.join(base, root) }, signal);
    return { base, confined, under };
  }

  it('hold what the tenant may read, wherever links lead', async () => {
    const { under } = await folders();
    expect(await under('acme', 'acme')).toEqual(['a.md']);
    expect(await under('acme', 'mounted')).toEqual(['a.md']);
    expect(await under('acme', 'acme/a.md')).toEqual(['a.md']);
    expect(await under('globex', 'other')).toEqual(['b.md']);
  });

  it.each(['.', 'other', 'acme/link', 'acme-too', 'acme/../other', 'no-such-folder'])(
    'keep it from %s, there or not',
    async (root) => {
      const { base, confined, under } = await folders();
      const forbidden = {
        reason: 'bad_request',
        message: expect.stringMatching(/tenant acme may not read .*HOLDFAST_ROOTS/u) as string,
      };
      await expect(under('acme', root)).rejects.toMatchObject(forbidden);
      const at = { tenant: 'acme', root: path.join(base, root) };
      await expect(confined.read(at, 'b.md', 1000, signal)).rejects.toMatchObject(forbidden);
    },
  );
});
