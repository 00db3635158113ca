import type { Stats } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { BadInput } from '../client.js';

export interface NamedRoot {
  readonly source: string;
  /** Absolute. */
  readonly root: string;
}

export interface PathOptions {
  readonly source?: string | undefined;
  /** A path that is missing on this machine may exist on the worker's. */
  readonly workerIsElsewhere: boolean;
}

/** The source that each path names. Throws BadInput before anything is started. */
export async function checkPaths(
  paths: readonly string[],
  { source, workerIsElsewhere }: PathOptions,
): Promise<readonly NamedRoot[]> {
  if (source !== undefined && paths.length > 1) {
    throw new BadInput('--source names a single source: pass one path, or leave --source out');
  }
  const roots = paths
    .map((path) => resolve(path))
    .map((root) => ({ root, source: source ?? sourceName(root) }));
  for (const { root } of roots) await requireReadable(root, workerIsElsewhere);
  const names = new Map<string, string>();
  for (const { source: name, root } of roots) {
    const other = names.get(name);
    if (other !== undefined) {
      throw new BadInput(
        `${other} and ${root} would both be named "${name}": ingest them separately with --source`,
      );
    }
    names.set(name, root);
  }
  return roots;
}

/**
 * Derives a source name from an absolute path: its last part, with "-" in place of everything but
 * letters, digits, ".", "_" and "-". At most 64 characters, starting with a letter or digit.
 */
export function sourceName(path: string): string {
  const letters = [
    ...basename(path)
      .normalize('NFC')
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[._-]+|-+$/g, ''),
  ];
  if (letters.length > 0) return letters.slice(0, 64).join('');
  throw new BadInput(`Cannot derive a source name from ${path}; pass --source`);
}

async function requireReadable(root: string, mayBeMissing: boolean): Promise<void> {
  let found: Stats;
  try {
    found = await stat(root);
    await access(root, found.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing && mayBeMissing) return;
    throw new BadInput(`${root} ${missing ? 'does not exist' : 'cannot be read'}`, {
      cause: error,
    });
  }
  if (!found.isDirectory() && !found.isFile()) {
    throw new BadInput(`${root} is neither a folder nor a file`);
  }
}
