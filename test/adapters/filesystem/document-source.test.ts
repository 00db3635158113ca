import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFilesystemDocumentSource } from '../../../src/adapters/filesystem/document-source.js';
import { temporaryFolder } from '../../stack/temporary-folder.js';
import { withoutPrivileges } from './without-privileges.js';

const source = createFilesystemDocumentSource();
const tenant = 'acme';
const { signal } = new AbortController();
const pathsUnder = (root: string) => source.list({ tenant, root }, signal);
const read = (root: string, document: string, mostBytes = 1000) =>
  source.read({ tenant, root }, document, mostBytes, signal);
async function textOf(root: string, document: string): Promise<string> {
  const found = await read(root, document);
  if (found.kind !== 'read') throw new Error(`${document} is too large`);
  return Buffer.from(found.bytes).toString();
}

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await temporaryFolder();
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.join(root, path.dirname(file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  return root;
}

describe('list', () => {
  it('finds documents of every known kind, sorted by path', async () => {
    const root = await folderWith({
      'b.md': '# B',
      'a/z.TXT': 'z',
      'a.html': '<p>',
      'ä.mdx': '',
      '한글.markdown': '가',
      'a-b.htm': '',
      'image.png': 'no',
      README: 'no',
    });
    expect(await pathsUnder(root)).toEqual([
      'a-b.htm',
      'a.html',
      'a/z.TXT',
      'b.md',
      'ä.mdx',
      '한글.markdown',
    ]);
  });

  it('skips dot folders and nested node_modules, whatever the root is called', async () => {
    const root = await folderWith({
      'node_modules/pkg/readme.md': '',
      'node_modules/pkg/node_modules/inner/readme.md': '',
      '.git/description.md': '',
      'docs/.cache/x.md': '',
      'docs/.hidden.md': '',
      'docs/shown.md': '',
    });
    expect(await pathsUnder(root)).toEqual(['docs/shown.md']);
    expect(await pathsUnder(path.join(root, 'node_modules'))).toEqual(['pkg/readme.md']);
    expect(await pathsUnder(path.join(root, '.git'))).toEqual(['description.md']);
  });

  it('takes a single file for a root, and a link to a folder', async () => {
    const root = await folderWith({ 'notes/one.md': 'one', 'notes/two.md': 'two' });
    await symlink('notes', path.join(root, 'link'));
    await symlink('notes/one.md', path.join(root, 'renamed.md'));
    expect(await pathsUnder(path.join(root, 'notes/one.md'))).toEqual(['one.md']);
    expect(await textOf(path.join(root, 'notes/one.md'), 'one.md')).toBe('one');
    expect(await pathsUnder(path.join(root, 'link'))).toEqual(['one.md', 'two.md']);
    expect(await pathsUnder(path.join(root, 'renamed.md'))).toEqual(['renamed.md']);
    expect(await textOf(path.join(root, 'renamed.md'), 'renamed.md')).toBe('one');
  });

  it('follows links to files inside the root, and to no folders', async () => {
    const elsewhere = await folderWith({ 'secret.md': 'secret' });
    // As Kubernetes mounts files.
    const root = await folderWith({ '..data/real.md': 'real', 'sub/own.md': 'own' });
    await symlink('..data/real.md', path.join(root, 'mounted.md'));
    await symlink(elsewhere, path.join(root, 'outside'));
    await symlink(elsewhere, path.join(root, 'outside.md'));
    await symlink('..', path.join(root, 'sub/loop'));
    expect(await pathsUnder(root)).toEqual(['mounted.md', 'sub/own.md']);
    expect(await textOf(root, 'mounted.md')).toBe('real');
  });

  it('lists links that cannot be followed, so that their documents do not look deleted', async () => {
    const elsewhere = await folderWith({ 'secret.md': 'secret' });
    const root = await folderWith({ '.env': 'KEY=secret', '.git/config': 'secret' });
    await symlink('.env', path.join(root, 'env.md'));
    await symlink('.git/config', path.join(root, 'git.txt'));
    await symlink(path.join(elsewhere, 'secret.md'), path.join(root, 'out.md'));
    await symlink('self.md', path.join(root, 'self.md'));
    await symlink('gone.md', path.join(root, 'dangling.md'));
    expect(await pathsUnder(root)).toEqual([
      'dangling.md',
      'env.md',
      'git.txt',
      'out.md',
      'self.md',
    ]);
    const refusal = (document: string) =>
      read(root, document).catch((error: unknown) => (error as Error).message);
    expect(await refusal('env.md')).toMatch(/reading env.md .* it links to a hidden file/u);
    expect(await refusal('git.txt')).toMatch(/it links to a hidden file/u);
    expect(await refusal('out.md')).toMatch(/reading out.md .* it lies outside the root/u);
    expect(await refusal('self.md')).toMatch(/reading self.md .* failed: ELOOP/u);
    expect(await refusal('dangling.md')).toMatch(/reading dangling.md .* failed: ENOENT/u);
  });

  it('lists no folder or pipe that is named like a document', async () => {
    const root = await folderWith({ 'folder.md/inner.md': '' });
    execFileSync('mkfifo', [path.join(root, 'pipe.md')]);
    expect(await pathsUnder(root)).toEqual(['folder.md/inner.md']);
  });

  it('finds nothing in an empty folder, which is no error', async () => {
    expect(await pathsUnder(await temporaryFolder())).toEqual([]);
  });

  it('refuses a root that is missing and says how to fix it', async () => {
    const root = path.join(await temporaryFolder(), 'not-mounted');
    await expect(source.list({ tenant, root }, signal)).rejects.toMatchObject({
      name: 'PortError',
      category: 'client_error',
      reason: 'not_found',
      retryable: false,
      message: expect.stringMatching(/not-mounted \(ENOENT\): check that it exists/) as string,
    });
  });

  it('refuses a root that may not be read', async () => {
    const root = await folderWith({ 'a.md': '' });
    await chmod(root, 0o311);
    await withoutPrivileges(() =>
      expect(source.list({ tenant, root }, signal)).rejects.toMatchObject({
        reason: 'not_found',
        message: expect.stringContaining('EACCES') as string,
      }),
    );
  });

  it('fails over a folder below the root that may not be read: its documents are not gone', async () => {
    const root = await folderWith({ 'open/a.md': '', 'locked/b.md': '' });
    await chmod(root, 0o755);
    await chmod(path.join(root, 'locked'), 0o000);
    await withoutPrivileges(() =>
      expect(source.list({ tenant, root }, signal)).rejects.toMatchObject({
        name: 'PortError',
        message: expect.stringContaining('EACCES') as string,
      }),
    );
  });

  it('stops when it is cancelled', async () => {
    const root = await folderWith({ 'a.md': '' });
    await expect(source.list({ tenant, root }, AbortSignal.abort())).rejects.toMatchObject({
      category: 'cancelled',
    });
  });
});

describe('read', () => {
  it('gives the bytes of a document as they are', async () => {
    const root = await folderWith({ 'sub/a.md': '\ufeff# 가\r\n' });
    expect(await textOf(root, 'sub/a.md')).toBe('\ufeff# 가\r\n');
  });

  it.each(['../secret.md', 'sub/../../secret.md', '/etc/passwd', 'out.md', '..'])(
    'refuses %s, which lies outside the root',
    async (document) => {
      const parent = await folderWith({ 'secret.md': 'secret', 'root/a.md': '' });
      const root = path.join(parent, 'root');
      await symlink('../secret.md', path.join(root, 'out.md'));
      await expect(read(root, document)).rejects.toMatchObject({
        category: 'client_error',
        reason: 'bad_request',
        retryable: false,
      });
    },
  );

  it('says how large a document is that is too large, without reading it', async () => {
    const root = await folderWith({ 'a.md': '' });
    const size = 5 * 2 ** 30;
    await truncate(path.join(root, 'a.md'), size);
    expect(await read(root, 'a.md', size - 1)).toEqual({ kind: 'too_large', size });
  });

  it('reads a document whose name begins with two dots', async () => {
    const root = await folderWith({ '..odd/a.md': 'odd' });
    expect(await textOf(root, '..odd/a.md')).toBe('odd');
  });

  it('refuses other files than the one that is the root', async () => {
    const root = await folderWith({ 'a.md': '', 'b.md': '' });
    await expect(read(path.join(root, 'a.md'), 'b.md')).rejects.toMatchObject({
      reason: 'bad_request',
    });
  });

  it('tells a document that is gone from a root that is gone', async () => {
    const root = await folderWith({ 'a.md': '' });
    await expect(read(root, 'gone.md')).rejects.toMatchObject({
      category: 'client_error',
      reason: 'not_found',
    });
    await rm(root, { recursive: true });
    await expect(read(root, 'a.md')).rejects.toMatchObject({
      category: 'transient',
      reason: 'unreachable',
      retryable: true,
    });
  });

  it('refuses folders and pipes without waiting for them', async () => {
    const root = await folderWith({ 'folder.md/a.md': '' });
    execFileSync('mkfifo', [path.join(root, 'pipe.md')]);
    for (const document of ['folder.md', 'pipe.md']) {
      await expect(read(root, document)).rejects.toMatchObject({
        category: 'client_error',
        reason: 'bad_input',
      });
    }
  });

  it('blames the document when it may not be read', async () => {
    const root = await folderWith({ 'a.md': '' });
    await chmod(root, 0o755);
    await chmod(path.join(root, 'a.md'), 0o000);
    await withoutPrivileges(() =>
      expect(read(root, 'a.md')).rejects.toMatchObject({
        category: 'client_error',
        message: expect.stringMatching(/reading a\.md under .* failed: EACCES/) as string,
      }),
    );
  });

  it('stops when it is cancelled', async () => {
    const root = await folderWith({ 'a.md': '' });
    await expect(
      source.read({ tenant, root }, 'a.md', 1000, AbortSignal.abort()),
    ).rejects.toMatchObject({
      category: 'cancelled',
    });
  });
});
