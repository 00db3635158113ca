import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setUpRuntime } from '../../src/cli/worker-runtime.js';
import { startStack } from '../../src/stack/stack.js';
import { describeOutcome } from './describe-outcome.js';
import { faultScenarios } from './scenarios.js';
import { runStorm } from './storm/run-storm.js';
import { tallyStorm } from './storm/storm-tally.js';
import { tally } from './tally.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    runs: { type: 'string', default: '3' },
    storm: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
});

const folder = await mkdtemp(join(tmpdir(), 'holdfast-chaos-'));
process.env['TMPDIR'] = folder;
await setUpRuntime({ operations: { metrics: null, webhook: null } }, [
  { to: { file: join(folder, 'worker.log') }, from: 'info', as: 'json' },
]);
const stack = await startStack({
  dataDir: join(folder, 'stack'),
  environment: process.env,
  temporal: { storage: 'memory', ui: false },
  qdrant: {},
  onProgress: (text) => process.stderr.write(`${text}\n`),
});
const servers = { temporalAddress: stack.temporal.address, qdrantUrl: stack.qdrant.url };
try {
  if (values.storm) {
    const storm = await runStorm(servers, {
      serverProcesses: [stack.temporal.pid!, stack.qdrant.pid!],
      seed: Number(values.seed),
      earlierAnswers: false,
      phaseMs: 15_000,
      everyMs: 250,
    });
    if (values.verbose) {
      const begunAt = storm.phases[0]!.begunAt;
      for (const { askedAt, outcome } of storm.asked) {
        console.error(`${((askedAt - begunAt) / 1000).toFixed(2)} ${describeOutcome(outcome)}`);
      }
    }
    console.log(JSON.stringify(tallyStorm(storm), null, 1));
  }
  for (const scenario of faultScenarios) {
    if (values.storm || !scenario.name.includes(values.only)) continue;
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
