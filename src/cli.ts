import { exitWith } from './cli/exit-code.js';
import { createProgram } from './cli/program.js';

// The reader of our output may close it early, as in "holdfast search … | head".
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

try {
  await createProgram().parseAsync();
} catch (error) {
  exitWith(error);
}
