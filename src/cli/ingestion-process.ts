// The second worker of a local stack: it ingests in its own process while the first one answers questions.
// Its environment holds the whole configuration: the parent has read any .env file.
import { loadConfig } from '../config.js';
import { exitWith } from './exit-code.js';
import { runWorker } from './run-worker.js';
import { ingestionLog } from './start-ingestion-process.js';

// Both go to a file. A full disk must not stop a worker that waits for space.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  const config = loadConfig({ envFile: null });
  await runWorker(config, { to: { file: ingestionLog(config) }, from: 'info', as: 'json' });
} catch (error) {
  exitWith(error);
}
