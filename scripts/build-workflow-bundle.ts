import { writeFile } from 'node:fs/promises';
import { bundleWorkflows } from '../src/worker/workflow-bundle.js';

// Written beside the compiled worker, which then starts without bundling. It holds only for exactly
// this version of the SDK, so it is built wherever `lib` is built and never committed.
const { code } = await bundleWorkflows();
await writeFile(new URL('../lib/workflow-bundle.js', import.meta.url), code);
