import type { Stats } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { BadInput } from '../client.js';
import { sourceName } from './source-name.js';

export interface NamedRoot {
  readonly source: string;
  /** Absolute. */
  readonly root: string;
}

export interface PathOptions {
  readonly source?: string | undefined;
  /** What is not here may be there. */
  readonly workerIsElsewhere: boolean;
}

/** The sources that paths stand for. Throws BadInput before anything is started. */
export async function checkPaths(
  paths: readonly string[],
  { source, workerIsElsewhere }: PathOptions,
): Promise<readonly NamedRoot[]> {
  if (source !== undefined && paths.length > 1) {
    throw new BadInput('--source names one source: ingest several paths one by one, or without it');
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
        `${other} and ${root} would both be named "${name}": ingest them one by one with --source`,
      );
    }
    names.set(name, root);
  }
  return roots;
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
