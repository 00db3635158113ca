import { once } from 'node:events';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import type { TestNamespace } from '../support/namespace.js';
import { qdrantUrl, testCollectionPrefix, testNamespace } from '../support/stack.js';
import { runCli, startCli, type CliResult } from './run-cli.js';

const documents = {
  'leave.md': '# Leave\n\nEvery employee has 23 days of paid leave per year.\n',
  'travel.md': '# Travel\n\nTravel abroad is approved by the finance director.\n',
  '휴가.md': '# 휴가\n\n연차 휴가는 다음 해 3월까지 최대 5일 이월할 수 있습니다.\n',
};

/** A worker started by the command line, with its own namespace, collection and folder. */
export interface CommandWorker {
  readonly temporal: TestNamespace;
  /** Holds the folder `docs` with three documents. */
  readonly folder: string;
  /** Runs a command on the same servers to its end. */
  readonly cli: (...args: readonly string[]) => Promise<CliResult>;
  readonly start: (...args: readonly string[]) => ChildProcessWithoutNullStreams;
  /** Returns the exit code. Idempotent. */
  stopWorker(): Promise<number | null>;
  close(): Promise<void>;
}

export async function startCommandWorker(): Promise<CommandWorker> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
  await mkdir(join(folder, 'docs'));
  for (const [name, text] of Object.entries(documents)) {
    await writeFile(join(folder, 'docs', name), text);
  }
  const temporal = await testNamespace();
  const env = {
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    QDRANT_URL: qdrantUrl(),
    HOLDFAST_COLLECTION: testCollectionPrefix(),
    HOLDFAST_EMBEDDING: 'none',
  };
  const start = (...args: readonly string[]) => startCli(args, { cwd: folder, env });
  const worker = start('worker');
  worker.stdout.resume();
  let log = '';
  for await (const line of createInterface({ input: worker.stderr })) {
    log += `${line}\n`;
    if (line.startsWith('The worker is running')) break;
  }
  expect(log).toContain('The worker is running');
  worker.stderr.resume();

  async function stopWorker(): Promise<number | null> {
    if (worker.exitCode === null) {
      worker.kill('SIGINT');
      await once(worker, 'close');
    }
    return worker.exitCode;
  }
  return {
    temporal,
    folder,
    cli: (...args) => runCli(args, { cwd: folder, env }),
    start,
    stopWorker,
    async close() {
      await stopWorker();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
