import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Binary } from './binary.js';
import { exclusively } from './exclusively.js';
import { findOnPath, isExecutableFile } from './find-on-path.js';
import type { Environment } from './host-environment.js';
import { buildTemporal } from './temporal-build.js';
import { downloadTemporal } from './temporal-download.js';

/** Of the Temporal CLI, whether downloaded or built; the same as in `tools/temporal/go.mod`. */
const cliVersion = '1.8.2';

/** What may have to fetch an executable, replaceable where there must be no network. */
export interface TemporalSources {
  readonly download: typeof downloadTemporal;
  readonly build: typeof buildTemporal;
}

/**
 * The Temporal CLI: on PATH, else from the user's cache folder, else fetched into it by the SDK's
 * download, else built there with Go. Fails when nothing of that works, listing the ways to get one.
 */
export async function findTemporalBinary(
  environment: Environment,
  onProgress: (text: string) => void,
  sources: TemporalSources = { download: downloadTemporal, build: buildTemporal },
): Promise<Binary> {
  const present = await presentTemporalBinary(environment);
  if (present !== null) return present;
  const file = cachedFile(environment);
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  const obtain = async (): Promise<Binary> => {
    const fetchedByOther = await presentTemporalBinary(environment);
    if (fetchedByOther !== null) return fetchedByOther;
    if (await sources.download(file, cliVersion, environment, onProgress)) {
      return { file, how: `downloaded by Temporal's SDK to ${file}` };
    }
    const built = await sources.build(file, environment, onProgress).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${waysToGetTemporal}\n${reason}`, { cause: error });
    });
    if (built) return { file, how: `built from Go modules to ${file}` };
    throw new Error(waysToGetTemporal);
  };
  return exclusively(join(folder, 'lock'), obtain, () => {
    onProgress('Waiting for another process that fetches or builds Temporal.');
  });
}

/** The Temporal CLI where it is already: on PATH, else in the user's cache folder. */
export async function presentTemporalBinary(environment: Environment): Promise<Binary | null> {
  const onPath = await findOnPath('temporal', environment['PATH']);
  if (onPath !== null) return { file: onPath, how: `found on PATH (${onPath})` };
  const file = cachedFile(environment);
  return (await isExecutableFile(file)) ? { file, how: `from the cache (${file})` } : null;
}

function cachedFile(environment: Environment): string {
  return join(userCacheFolder(environment), 'holdfast', `temporal-${cliVersion}`, 'temporal');
}

function userCacheFolder(environment: Environment): string {
  // An empty variable counts as unset (XDG Base Directory Specification).
  return environment['XDG_CACHE_HOME'] || join(environment['HOME'] || homedir(), '.cache');
}

const waysToGetTemporal = `Temporal could not be started. Any one of these is enough:
  - set TEMPORAL_ADDRESS to a Temporal that runs already, for example 127.0.0.1:7233
  - put the temporal executable on PATH (https://docs.temporal.io/cli)
  - allow https://temporal.download, from where Temporal's SDK fetches it
  - put Go on PATH (https://go.dev/dl): Temporal is then built from its Go modules, once`;
