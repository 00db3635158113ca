import { afterEach } from 'vitest';
import { takeLog } from './quiet-runtime.js';

/** Shows with a test that failed what the workers in this process warned of meanwhile. */
afterEach(({ task }) => {
  const log = takeLog();
  if (task.result?.state === 'fail') {
    process.stderr.write(`Logged during "${task.name}":\n${log}`);
  }
});
