import type { Command } from 'commander';
import { loadConfig } from '../../config.js';
import { print } from '../print.js';

const help = `
Connects to TEMPORAL_ADDRESS and QDRANT_URL; where one is not set, to the stack that "holdfast up"
started on HOLDFAST_DATA_DIR, else to the default address. Any number of workers may run; the limits
HOLDFAST_*_RPS apply to all of them together. Ctrl-C finishes running work, then stops.

HOLDFAST_WORK assigns questions and ingestions to different workers, so that a large ingestion does not
slow down answers.

The log goes to standard output: JSON lines, or short lines on a terminal.

Examples:
  TEMPORAL_ADDRESS=temporal:7233 QDRANT_URL=http://qdrant:6333 holdfast worker
  HOLDFAST_WORK=ingestion holdfast worker`;

export function addWorker(program: Command): void {
  program
    .command('worker')
    .summary('run a worker with an existing Temporal and Qdrant')
    .description('Runs one worker in the foreground.')
    .addHelpText('after', help)
    .action(work);
}

async function work(): Promise<void> {
  const config = loadConfig();
  const { runWorker } = await import('../run-worker.js');
  const as = process.stdout.isTTY ? 'text' : 'json';
  await runWorker(config, { to: print, from: 'info', as });
}
