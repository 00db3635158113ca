import { rmSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startStack } from '../../src/stack/stack.js';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly temporalAddress: string;
    readonly qdrantUrl: string;
  }
}

/** One Temporal and one Qdrant for the whole run, on free ports and in a folder of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
  // Some tests drop root's privileges, and still have to reach their own files below.
  await chmod(folder, 0o755);
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  // Ctrl-C and a failed start skip the teardown, but not this.
  process.once('exit', removeFolder);
  // What a test puts into a temporary folder of its own goes the same way.
  process.env['TMPDIR'] = folder;
  const stack = await startStack({
    dataDir: join(folder, 'stack'),
    environment: process.env,
    temporal: { storage: 'memory', ui: false },
    qdrant: {},
    onProgress: (text) => process.stderr.write(`${text}\n`),
  });
  project.provide('temporalAddress', stack.temporal.address);
  project.provide('qdrantUrl', stack.qdrant.url);
  return async () => {
    await stack.stop();
    removeFolder();
  };
}
