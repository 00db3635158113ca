import { resolve, join } from 'node:path';
import type { Command } from 'commander';
import { loadConfig, type Config } from '../../config.js';
import { exclusively } from '../../adapters/shared/exclusively.js';
import { readStackFile } from '../../stack/stack-file.js';
import type { LocalStack } from '../local-stack.js';
import { note, print, printText } from '../print.js';
import { autoPaint, badge } from '../render/paint.js';
import { renderStack } from '../render/stack.js';
import { stopSignal } from '../stop-signal.js';

const help = `
Starts Temporal with its UI, Qdrant and two workers: one for questions and one for ingestions, in
separate processes. Runs until Ctrl-C, which stops everything it started. Where TEMPORAL_ADDRESS or
QDRANT_URL is set, that server is used instead. All data is kept in HOLDFAST_DATA_DIR (.holdfast) and
is there again on the next "up". Other commands started from the same folder find the stack through it.

Ports: 7233, 8233 (Temporal UI) and 6333 where they are free, others otherwise.

Examples:
  holdfast up
  HOLDFAST_DATA_DIR=/srv/holdfast holdfast up
  QDRANT_URL=http://qdrant:6333 holdfast up`;

export function addUp(program: Command): void {
  program
    .command('up')
    .summary('start Temporal, Qdrant and workers on this machine')
    .description('Starts everything Holdfast needs and runs in the foreground.')
    .addHelpText('after', help)
    .action(up);
}

async function up(): Promise<void> {
  const config = loadConfig();
  // A second "up" waits until the first has started or failed.
  const local = await exclusively(
    join(config.dataDir, 'up.lock'),
    async () => {
      await requireNotRunning(config);
      const { startLocalStack } = await import('../local-stack.js');
      const { setUpRuntime } = await import('../worker-runtime.js');
      const file = join(config.dataDir, 'logs', 'worker.log');
      await setUpRuntime(config, [
        { to: { file }, from: 'info', as: 'json' },
        { to: note, from: 'warn', as: 'text' },
      ]);
      return startLocalStack({ config, ports: 'usual', onProgress: note });
    },
    () => note('Waiting for another "holdfast up" that is starting on this data folder.'),
  );
  await stayUp(local, config);
}

async function stayUp(local: LocalStack, { dataDir }: Config): Promise<void> {
  try {
    print(`${badge(autoPaint, 'good', 'up')} Holdfast is ready. Press Ctrl-C to stop.\n`);
    printText(renderStack(local.stack, resolve(dataDir), autoPaint));
    print('\n  In another terminal: holdfast ingest <path>, then holdfast ask "…"');
    for (const notice of local.worker.notices) note(notice);
    await Promise.race([
      local.worker.running,
      stopSignal().then((signal) => note(`\nStopping (${signal}).`)),
    ]);
  } finally {
    await local.stop();
  }
}

async function requireNotRunning({ dataDir }: Config): Promise<void> {
  const running = await readStackFile(dataDir);
  if (running === null) return;
  const ui = running.temporalUiUrl === undefined ? '' : `, UI ${running.temporalUiUrl}`;
  throw new Error(
    `Holdfast is already running on ${resolve(dataDir)} (process ${running.owner.pid}): Temporal ${running.temporalAddress}${ui}, Qdrant ${running.qdrantUrl}`,
  );
}
