import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withDownloadProgress } from '../adapters/shared/download-progress.js';
import { downloadEnvironment, type Environment } from '../config/host-environment.js';
import { startProcess, type ManagedProcess } from './managed-process.js';
import { cliVersion } from './temporal-wheel.js';

/** How long the download may take to begin (offline it never does) and to end. */
const beginWithinMs = 5000;
const endWithinMs = 300_000;
const lookEveryMs = 100;

// The SDK downloads only as part of starting a server: `--help` makes that server end at once, so
// that nothing can be left running. Its file is whole when it has its final name.
const script = `
  const [sdk, downloadDir, version] = process.argv.slice(1);
  const executable = { type: 'cached-download', downloadDir, version };
  require(sdk)
    .TestWorkflowEnvironment.createLocal({ server: { executable, extraArgs: ['--help'] } })
    .then(() => process.exit(0), () => process.exit(1));`;

/**
 * Has Temporal's TypeScript SDK download the Temporal CLI to `target`. Throws, and leaves nothing
 * behind, when the download does not begin within seconds. A child process does it, because the
 * SDK's download cannot be cancelled.
 */
export async function downloadTemporal(
  target: string,
  environment: Environment,
  onProgress: (text: string) => void,
  sdk = createRequire(import.meta.url).resolve('@temporalio/testing'),
): Promise<void> {
  const folder = await mkdtemp(join(dirname(target), 'download-'));
  try {
    const child = await startProcess({
      name: 'The download of Temporal',
      command: process.execPath,
      args: ['-e', script, sdk, folder, `v${cliVersion}`],
      workingFolder: folder,
      environment: downloadEnvironment(environment),
      logFile: join(folder, 'download.log'),
      // The SDK handles gentler signals by waiting for its download.
      stopSignal: 'SIGKILL',
    });
    const what = 'Temporal from temporal.download';
    const file = await withDownloadProgress({ folder, what }, onProgress, () =>
      downloadedFile(folder, child).finally(() => child.stop()),
    );
    await rename(file, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The downloaded file, once it is whole. Throws when the download does not begin or end in time. */
async function downloadedFile(folder: string, child: ManagedProcess): Promise<string> {
  const startedAt = Date.now();
  let [ended, begun] = [false, false];
  void child.exited.then(() => (ended = true));
  for (;;) {
    const lastLook = ended;
    const files = (await readdir(folder)).filter((file) => file.startsWith('temporal-'));
    const whole = files.find((file) => !file.endsWith('.downloading'));
    if (whole !== undefined) return join(folder, whole);
    begun ||= files.length > 0;
    const limitMs = begun ? endWithinMs : beginWithinMs;
    if (lastLook || Date.now() - startedAt > limitMs) {
      throw new Error(
        begun ? 'the download did not finish' : 'https://temporal.download cannot be reached',
      );
    }
    await Promise.race([delay(lookEveryMs), child.exited]);
  }
}
