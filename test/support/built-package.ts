import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'vitest/config';
import { repositoryRoot } from '../repository/repository-root.js';

const sources = join(repositoryRoot, 'src');
const cache = join(repositoryRoot, 'node_modules', '.cache', 'holdfast');

const dayMs = 86_400_000;

/** Compiled code is kept here too: a tenth of a second less for each process. */
export const compileCache = { NODE_COMPILE_CACHE: join(cache, 'compiled') };

/** The command line as the package has it: a process of it starts in half of the time of the sources. */
export async function builtCli(): Promise<string> {
  return join(await builtPackage(), 'lib', 'cli.js');
}

/** Lets tests import what users run where they name a source. Its threads, too, start in half of the time. */
export function builtSources(): Plugin {
  let building: Promise<string> | undefined;
  return {
    name: 'built-sources',
    enforce: 'pre',
    async resolveId(id, importer) {
      if (!id.startsWith('.') || importer === undefined) return null;
      const path = relative(sources, join(importer, '..', id));
      if (path.startsWith('..')) return null;
      building ??= builtPackage();
      return { id: join(await building, 'lib', path), external: true };
    },
  };
}

/** Root of the package as `npm run build` makes it, but without declarations. Kept until the sources change. */
export async function builtPackage(): Promise<string> {
  const files = (await readdir(sources, { recursive: true })).filter((name) => /\.ts$/.test(name));
  const hash = createHash('sha256').update(await readFile(join(repositoryRoot, 'package.json')));
  for (const file of files.sort()) {
    hash.update(`\0${file}\0`).update(await readFile(join(sources, file)));
  }
  const root = join(cache, `package-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(root)) return root;
  const unfinished = `${root}.${process.pid}`;
  const outdir = join(unfinished, 'lib');
  await mkdir(unfinished, { recursive: true });
  await build({
    entryPoints: files.map((file) => join(sources, file)),
    outdir,
    outbase: sources,
    format: 'esm',
    platform: 'node',
    sourcemap: 'inline',
    logLevel: 'error',
  });
  const { workflowBundlePath } = await import('../../src/worker/workflow-bundle.js');
  await cp(await workflowBundlePath(), join(outdir, 'workflow-bundle.js'));
  await cp(join(repositoryRoot, 'package.json'), join(unfinished, 'package.json'));
  await symlink(join(repositoryRoot, 'tools'), join(unfinished, 'tools'));
  await removeOld();
  // Another process may have been faster.
  await rename(unfinished, root).catch(() => rm(unfinished, { recursive: true }));
  return root;
}

/** Another run may still use one that the sources have left behind. */
async function removeOld(): Promise<void> {
  const builds = (await readdir(cache)).filter((name) => /^package-[0-9a-f]{16}$/.test(name));
  for (const name of builds) {
    const root = join(cache, name);
    const { mtimeMs } = await stat(root);
    if (mtimeMs < Date.now() - dayMs) await rm(root, { recursive: true, force: true });
  }
}
