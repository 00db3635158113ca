import type { Dirent } from 'node:fs';
import { access, constants, readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { outcomes, type Outcome } from '../../core/outcome.js';
import type { DocumentRoot, DocumentSource, FoundBytes } from '../../ports/document-source.js';
import { PortError } from '../../ports/port-error.js';
import { errorCode, fileError } from './file-error.js';

const documentName = /\.(?:md|markdown|mdx|txt|html|htm)$/i;
const isHidden = (name: string): boolean => name.startsWith('.') || name === 'node_modules';

/**
 * Documents on the worker's own disk, without dot files and nested `node_modules`. Links to files
 * inside the root are followed; links to folders are not, since what they lead to is found in its
 * own place. A folder that cannot be read is an error, and a link that leads nowhere, in a circle, to
 * something hidden or out of the root is listed, for `read` to say what is wrong: documents must not
 * look deleted. With `roots`, a tenant may only read what lies in one of its folders, wherever links lead.
 */
export function createFilesystemDocumentSource(roots: AllowedRoots | null = null): DocumentSource {
  return {
    list: (at, signal) => list(at.root, allowedFor(at, roots), signal),
    read: (at, path, mostBytes, signal) =>
      read(at.root, path, mostBytes, allowedFor(at, roots), signal),
  };
}

/** Folders by tenant; `*` for all that are not named. */
export type AllowedRoots = Readonly<Record<string, readonly string[]>>;

/** Throws PortError unless the tenant may read this, a real path. */
type Allow = (real: string) => Promise<void>;

function allowedFor({ tenant, root }: DocumentRoot, roots: AllowedRoots | null): Allow {
  return async (real) => {
    if (roots === null) return;
    for (const folder of roots[tenant] ?? roots['*'] ?? []) {
      const allowed = await realpath(folder).catch(() => path.resolve(folder));
      if (isInside(allowed, real)) return;
    }
    const why = `tenant ${tenant} may not read ${root}: HOLDFAST_ROOTS says which folders it may`;
    throw documentError(outcomes.badRequest, why);
  };
}

async function list(root: string, allow: Allow, signal: AbortSignal): Promise<readonly string[]> {
  const top = await openRoot(root, allow).catch((error: unknown) => {
    if (error instanceof PortError) throw error;
    const why = `cannot read the root ${root} (${errorCode(error)})`;
    const fix = "check that it exists on the worker's machine, is mounted and may be read";
    throw documentError(outcomes.notFound, `${why}: ${fix}`, error);
  });
  try {
    if (top.isFile) return [path.basename(root)];
    const found: string[] = [];
    for await (const document of walk(top.path, '', signal)) found.push(document);
    return found.sort((one, other) => (one < other ? -1 : 1));
  } catch (error) {
    throw fileError(error, `listing documents under ${root}`, signal);
  }
}

async function read(
  root: string,
  document: string,
  mostBytes: number,
  allow: Allow,
  signal: AbortSignal,
): Promise<FoundBytes> {
  const operation = `reading ${document} under ${root}`;
  const top = await openRoot(root, allow).catch((error: unknown) => {
    if (error instanceof PortError) throw error;
    // It is not the document that is gone but its disk: worth another try.
    const why = `${operation} failed: the root is gone (${errorCode(error)})`;
    throw documentError(outcomes.unreachable, why, error);
  });
  try {
    const target = top.isFile
      ? document === path.basename(root) && top.path
      : await placeInside(top.path, document);
    if (target === false) {
      throw documentError(outcomes.badRequest, `${operation} refused: it lies outside the root`);
    }
    if (!top.isFile && leadsToHidden(path.relative(top.path, target))) {
      throw documentError(outcomes.badRequest, `${operation} refused: it links to a hidden file`);
    }
    const stats = await stat(target);
    // Opening a pipe would wait for its writer for ever.
    if (!stats.isFile())
      throw documentError(outcomes.badInput, `${operation} failed: it is not a file`);
    if (stats.size > mostBytes) return { kind: 'too_large', size: stats.size };
    // The path is real: a link that has taken its place since is none of ours.
    const flag = constants.O_RDONLY | constants.O_NOFOLLOW;
    return { kind: 'read', bytes: await readFile(target, { signal, flag }) };
  } catch (error) {
    throw fileError(error, operation, signal);
  }
}

interface Root {
  readonly path: string;
  readonly isFile: boolean;
}

async function openRoot(root: string, allow: Allow): Promise<Root> {
  const real = await realpath(root).catch(async (error: unknown) => {
    // Whether something is there is none of the tenant's business either.
    await allow(path.resolve(root));
    throw error;
  });
  await allow(real);
  const stats = await stat(real);
  // Asked for with every document: listing the folder would take as long as all the rest.
  if (!stats.isFile()) await access(real, constants.R_OK | constants.X_OK);
  return { path: real, isFile: stats.isFile() };
}

async function* walk(root: string, folder: string, signal: AbortSignal): AsyncGenerator<string> {
  for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
    signal.throwIfAborted();
    if (isHidden(entry.name)) continue;
    const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      yield* walk(root, relative, signal);
    } else if (
      documentName.test(entry.name) &&
      (await isDocument(entry, path.join(root, relative)))
    ) {
      yield relative;
    }
  }
}

async function isDocument(entry: Dirent, file: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  const target = await stat(file).catch(() => null);
  return target === null || target.isFile();
}

/** A name that begins with two dots is how Kubernetes mounts what a link beside it shows. */
function leadsToHidden(relative: string): boolean {
  return relative.split(path.sep).some((name) => isHidden(name) && !name.startsWith('..'));
}

/** The real path of something under the root, or false if that lies elsewhere. */
async function placeInside(root: string, relative: string): Promise<string | false> {
  const named = path.resolve(root, relative);
  if (!isInside(root, named)) return false;
  const target = await realpath(named);
  return isInside(root, target) && target;
}

function isInside(root: string, target: string): boolean {
  const relative = path.relative(root, target);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function documentError(outcome: Outcome, message: string, cause?: unknown): PortError {
  return new PortError(`filesystem: ${message}`, { dependency: 'filesystem', ...outcome, cause });
}
