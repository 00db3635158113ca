import { endWith } from './cli/end-with.js';
import { createProgram } from './cli/program.js';

// Whoever read our output has seen enough: "holdfast search … | head".
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

try {
  await createProgram().parseAsync();
} catch (error) {
  endWith(error);
}
