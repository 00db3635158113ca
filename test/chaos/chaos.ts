import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setUpWorkerLog } from '../../src/cli/worker-log.js';
import { startStack } from '../../src/stack/stack.js';
import { describeOutcome } from './describe-outcome.js';
import { generatorScenarios } from './scenarios/generator.js';
import { tally } from './tally.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    runs: { type: 'string', default: '3' },
    verbose: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
});

const folder = await mkdtemp(join(tmpdir(), 'holdfast-chaos-'));
process.env['TMPDIR'] = folder;
setUpWorkerLog({ file: join(folder, 'worker.log'), showFrom: null });
const stack = await startStack({
  dataDir: join(folder, 'stack'),
  environment: process.env,
  temporal: { storage: 'disk', ui: false },
  qdrant: {},
  onProgress: (text) => process.stderr.write(`${text}\n`),
});
const servers = { temporalAddress: stack.temporal.address, qdrantUrl: stack.qdrant.url };
try {
  for (const scenario of generatorScenarios) {
    if (!scenario.name.includes(values.only)) continue;
    const open = await scenario.open(servers, Number(values.seed));
    const observations = [];
    try {
      for (let run = 0; run < Number(values.runs); run += 1) {
        const observation = await open.run();
        observations.push(observation);
        if (values.verbose) {
          for (const outcome of observation.outcomes) console.error(describeOutcome(outcome));
        }
      }
    } finally {
      await open.close();
    }
    console.log(JSON.stringify(tally(scenario.name, observations)));
  }
} finally {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
}
