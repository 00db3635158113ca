import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../../src/stack/stack.js';

/** A Temporal and a Qdrant of the benchmark's own, in a folder that goes with them. */
export interface Servers {
  readonly temporalAddress: string;
  readonly temporalVersion: string;
  readonly qdrantUrl: string;
  readonly qdrantVersion: string;
  stop(): Promise<void>;
}

/** As `holdfast up` starts them: on disk, every commit synced. Without the UI. */
export async function startServers(): Promise<Servers> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  // However this ends: with Ctrl-C too, which takes the services with it.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // What else is put into a temporary folder goes the same way.
  process.env['TMPDIR'] = folder;
  const stack = await startStack({
    dataDir: join(folder, 'stack'),
    environment: process.env,
    temporal: { storage: 'disk', ui: false },
    qdrant: {},
    onProgress: (text) => process.stderr.write(`${text}\n`),
  });
  return {
    temporalAddress: stack.temporal.address,
    temporalVersion: stack.temporal.version ?? 'unknown',
    qdrantUrl: stack.qdrant.url,
    qdrantVersion: stack.qdrant.version ?? 'unknown',
    stop: () => stack.stop(),
  };
}
