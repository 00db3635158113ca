// The second worker of a local stack: it ingests, in a process of its own, while the first one answers.
// All that is set is in its environment: a file of variables was read by whoever started it.
import { loadConfig } from '../config.js';
import { endWith } from './end-with.js';
import { runWorker } from './run-worker.js';
import { ingestionLog } from './start-ingestion-process.js';

// Both go into a file on a disk that may be full: that must not end what waits for it to be emptied.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  const config = loadConfig({ envFile: null });
  await runWorker(config, { to: { file: ingestionLog(config) }, from: 'info', as: 'json' });
} catch (error) {
  endWith(error);
}
