import { bundleWorkflowCode } from '@temporalio/worker';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

// Written beside the compiled worker, which then starts without bundling. It holds only for exactly
// this version of the SDK, so it is built wherever `lib` is built and never committed.
const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('../src/workflows/index.ts', import.meta.url)),
});
await writeFile(new URL('../lib/workflow-bundle.js', import.meta.url), code);
