import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath } from './executables.js';
import { downloadEnvironment, type Environment } from '../config/host-environment.js';
import { logTail, startProcess } from './managed-process.js';
import { cliVersion } from './temporal-wheel.js';

const goModule = fileURLToPath(new URL('../../tools/temporal/', import.meta.url));
const goPackage = 'github.com/temporalio/cli/cmd/temporal';
// Without symbols, and with the version that a released CLI prints.
const flags = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${cliVersion}`;
const reportEveryMs = 30_000;

/**
 * Builds the Temporal CLI with the Go toolchain on PATH, in the version that `tools/temporal/go.mod`
 * pins, at `target`. Throws without a toolchain and when the build fails; the file is whole or absent.
 */
export async function buildTemporal(
  target: string,
  environment: Environment,
  onProgress: (text: string) => void,
): Promise<void> {
  const go = await findOnPath('go', environment['PATH']);
  if (go === null) throw new Error('there is no go on PATH');
  onProgress('Building Temporal from its Go modules. This takes 5 to 10 minutes, once.');
  const partial = `${target}.partial`;
  const logFile = join(dirname(target), 'build.log');
  const build = await startProcess({
    name: 'The Go build of Temporal',
    command: go.file,
    args: ['build', '-ldflags', flags, '-o', partial, goPackage],
    workingFolder: goModule,
    environment: { ...downloadEnvironment(environment), GOWORK: 'off' },
    logFile,
  });
  const startedAt = Date.now();
  const reporting = setInterval(() => {
    onProgress(
      `Still building Temporal (${Math.round((Date.now() - startedAt) / 1000)} s so far).`,
    );
  }, reportEveryMs);
  const how = await build.exited;
  clearInterval(reporting);
  if (how !== 'exited with code 0') {
    throw new Error(`the build ${how}. Its log (${logFile}) ends:\n${await logTail(logFile)}`);
  }
  await rename(partial, target);
}
