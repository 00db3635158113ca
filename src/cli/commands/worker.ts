import type { Command } from 'commander';
import { loadConfig } from '../../config.js';
import { print } from '../print.js';

const help = `
Uses TEMPORAL_ADDRESS and QDRANT_URL; what is not set is that of the stack "holdfast up" started on
HOLDFAST_DATA_DIR, else the usual address. Any number of workers may run; rates set by HOLDFAST_*_RPS
are for all of them together. Ctrl-C lets running work end, then stops.

Answering and ingesting can be left to different workers by HOLDFAST_WORK, so that a large ingestion
does not slow down answers.

The log goes to standard output: as JSON lines, or as short ones where that is a terminal.

Examples:
  TEMPORAL_ADDRESS=temporal:7233 QDRANT_URL=http://qdrant:6333 holdfast worker
  HOLDFAST_WORK=ingestion holdfast worker`;

export function addWorker(program: Command): void {
  program
    .command('worker')
    .summary('run a worker against a Temporal and a Qdrant that run already')
    .description('Runs one worker, in the foreground.')
    .addHelpText('after', help)
    .action(work);
}

async function work(): Promise<void> {
  const config = loadConfig();
  const { runWorker } = await import('../run-worker.js');
  const as = process.stdout.isTTY ? 'text' : 'json';
  await runWorker(config, { to: print, from: 'info', as });
}
