// The second worker of a local stack: it ingests, in a process of its own, while the first one answers.
// All that is set is in its environment: a file of variables was read by whoever started it.
import { loadConfig } from '../config.js';
import { endingOf } from './exit-code.js';
import { note } from './print.js';
import { runWorker } from './run-worker.js';

try {
  await runWorker(loadConfig({ envFile: null }));
} catch (error) {
  const { exitCode, message } = endingOf(error);
  if (message !== undefined) note(message);
  process.exitCode = exitCode;
}
