import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath } from './find-on-path.js';
import { downloadEnvironment, type Environment } from './host-environment.js';
import { logTail, startProcess } from './managed-process.js';

const goModule = fileURLToPath(new URL('../../tools/temporal/', import.meta.url));
const goPackage = 'github.com/temporalio/cli/cmd/temporal';
const sayEveryMs = 30_000;

/**
 * Builds the Temporal CLI with the Go toolchain on PATH, in the version `tools/temporal/go.mod`
 * pins, to `target`. False without a toolchain. Throws when the build fails; whatever happens, there
 * is either a whole file at `target` or none.
 */
export async function buildTemporal(
  target: string,
  environment: Environment,
  onProgress: (text: string) => void,
): Promise<boolean> {
  const go = await findOnPath('go', environment['PATH']);
  if (go === null) return false;
  onProgress('Building Temporal from its Go modules. This takes 3 to 6 minutes, once.');
  const partial = `${target}.partial`;
  const logFile = join(dirname(target), 'build.log');
  const build = await startProcess({
    name: 'The Go build of Temporal',
    command: go,
    args: ['build', '-ldflags', '-s -w', '-o', partial, goPackage],
    workingFolder: goModule,
    environment: { ...downloadEnvironment(environment), GOWORK: 'off' },
    logFile,
  });
  const startedAt = Date.now();
  const saying = setInterval(() => {
    onProgress(
      `Still building Temporal (${Math.round((Date.now() - startedAt) / 1000)} s so far).`,
    );
  }, sayEveryMs);
  const how = await build.exited;
  clearInterval(saying);
  if (how !== 'exited with code 0') {
    throw new Error(
      `The Go build of Temporal ${how}. Its log (${logFile}) ends:\n${await logTail(logFile)}`,
    );
  }
  await rename(partial, target);
  return true;
}
