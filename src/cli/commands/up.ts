import { resolve, join } from 'node:path';
import type { Command } from 'commander';
import { loadConfig, type Config } from '../../config.js';
import { exclusively } from '../../stack/exclusively.js';
import { readStackFile } from '../../stack/stack-file.js';
import type { LocalStack } from '../local-stack.js';
import { note, print, printText } from '../print.js';
import { autoPaint, badge } from '../render/paint.js';
import { renderStack } from '../render/stack.js';
import { stopSignal } from '../stop-signal.js';

const help = `
Starts Temporal with its UI, Qdrant and two workers, one that answers and one that ingests so that the
first is not slowed down, and stays until Ctrl-C, which stops exactly what was started. TEMPORAL_ADDRESS
and QDRANT_URL are used instead where they are set. Everything is kept under HOLDFAST_DATA_DIR
(.holdfast): a later "up" finds it again. Other commands run from the same folder find the stack by
themselves.

Ports are 7233, 8233 (Temporal UI) and 6333 where they are free, others where they are not.

Examples:
  holdfast up
  HOLDFAST_DATA_DIR=/srv/holdfast holdfast up
  QDRANT_URL=http://qdrant:6333 holdfast up`;

export function addUp(program: Command): void {
  program
    .command('up')
    .summary('start Temporal, Qdrant and workers, here')
    .description('Starts everything Holdfast needs, in the foreground.')
    .addHelpText('after', help)
    .action(up);
}

async function up(): Promise<void> {
  const config = loadConfig();
  // Two at once: the second waits until the first has started or failed.
  const local = await exclusively(
    join(config.dataDir, 'up.lock'),
    async () => {
      await refuseSecond(config);
      const { startLocalStack } = await import('../local-stack.js');
      const { setUpRuntime } = await import('../worker-runtime.js');
      const file = join(config.dataDir, 'logs', 'worker.log');
      await setUpRuntime(config, [
        { to: { file }, from: 'info', as: 'json' },
        { to: note, from: 'warn', as: 'text' },
      ]);
      return startLocalStack({ config, ports: 'usual', onProgress: note });
    },
    () => note('Waiting for another "holdfast up" on the same data folder.'),
  );
  await stayUp(local, config);
}

async function stayUp(local: LocalStack, { dataDir }: Config): Promise<void> {
  try {
    print(`${badge(autoPaint, 'good', 'up')} Holdfast is ready. Ctrl-C stops it.\n`);
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

async function refuseSecond({ dataDir }: Config): Promise<void> {
  const running = await readStackFile(dataDir);
  if (running === null) return;
  const ui = running.temporalUiUrl === undefined ? '' : `, UI ${running.temporalUiUrl}`;
  throw new Error(
    `Holdfast is already up on ${resolve(dataDir)} (process ${running.owner.pid}): Temporal ${running.temporalAddress}${ui}, Qdrant ${running.qdrantUrl}`,
  );
}
