import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { setUpRuntime } from '../../src/cli/worker-runtime.js';
import { playDialects } from './dialects.js';
import { describeOutcome } from './describe-outcome.js';
import type { Observation } from './observation.js';
import { renderScorecard, scenarioCells, scenarioColumns } from './render-scorecard.js';
import type { Scenario } from './scenario.js';
import { faultScenarios, processScenarios } from './scenarios.js';
import { runSoak } from './soak/run-soak.js';
import { gradeOf, isRight } from './scoring.js';
import { aimsOf, failuresOf, type NamedStorm, type Scorecard } from './scorecard.js';
import { runStorm } from './storm/run-storm.js';
import { tallyStorm } from './storm/storm-tally.js';
import { tally, type Tally } from './tally.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    runs: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
    soak: { type: 'string', default: '2' },
    verbose: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const wanted = new RegExp(values.only);
const isWanted = ({ name }: { readonly name: string }) => wanted.test(name);
const runs = Number(values.runs);
const soakMinutes = Number(values.soak);

const storms = [
  { name: 'the storm', earlierAnswers: false },
  { name: 'the storm with cached answers', earlierAnswers: true },
].filter(isWanted);
const scenarios = [...faultScenarios, ...processScenarios].filter(isWanted);
if (
  !(Number.isInteger(runs) && runs >= 1) ||
  !(soakMinutes > 0) ||
  (scenarios.length + storms.length === 0 &&
    !isWanted({ name: 'dialects' }) &&
    !isWanted({ name: 'soak' }))
) {
  console.error(
    '--runs must be a whole number of at least 1, --soak a number of minutes, and --only match the name of a scenario',
  );
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'holdfast-chaos-'));
process.env['TMPDIR'] = folder;
await setUpRuntime({ operations: { metrics: null, webhook: null } }, [
  { to: { file: join(folder, 'worker.log') }, from: 'info', as: 'json' },
]);
let card: Scorecard;
try {
  card = await play();
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const { aim, reached, met } of aimsOf(card)) {
  console.log(`${met ? 'met   ' : 'MISSED'}  ${aim}: ${reached}`);
}
// A partial run is no scorecard: it is written only where --out says.
const out = values.out ?? (values.only === '' ? 'docs/scorecard' : undefined);
if (out !== undefined) {
  await write(`${out}.json`, JSON.stringify(card));
  await write(`${out}.md`, renderScorecard(card));
  console.log(`Written: ${out}.md, ${out}.json`);
}
// Where no worker ran in this process, nothing else ends the runtime that was set up for one.
process.exit(failuresOf(card) > 0 ? 1 : 0);

async function play(): Promise<Scorecard> {
  const tallies: Tally[] = [];
  console.log(scenarioColumns.join('  '));
  for (const scenario of scenarios) {
    const counted = tally(scenario.name, await runScenario(scenario));
    console.log([...scenarioCells(counted), JSON.stringify(counted.reasons)].join('  '));
    tallies.push(counted);
  }
  const survived: NamedStorm[] = [];
  for (const storm of storms) survived.push(await playStorm(storm));
  const dialects = isWanted({ name: 'dialects' }) ? await playDialects() : [];
  for (const { passed, ...form } of dialects) {
    if (!passed) console.log(JSON.stringify(form));
  }
  const soaks = isWanted({ name: 'soak' }) ? [await runSoak({ minutes: soakMinutes, seed })] : [];
  return {
    finishedAt: new Date().toISOString(),
    seed,
    scenarios: tallies,
    storms: survived,
    dialects,
    soaks,
  };
}

async function runScenario(scenario: Scenario): Promise<Observation[]> {
  const observations: Observation[] = [];
  const open = await scenario.open(seed);
  try {
    for (let run = 0; run < runs; run += 1) {
      const observation = await open.run();
      observations.push(observation);
      if (values.verbose) {
        for (const outcome of observation.outcomes) console.error(describeOutcome(outcome));
      }
    }
  } finally {
    await open.close();
  }
  return observations;
}

async function playStorm({ name, earlierAnswers }: (typeof storms)[number]): Promise<NamedStorm> {
  const storm = await runStorm({
    seed,
    earlierAnswers,
    phaseMs: 15_000,
    everyMs: 250,
  });
  const begunAt = storm.phases[0]?.begunAt ?? 0;
  for (const { askedAt, outcome } of storm.asked) {
    // One of hundreds is rarely seen again: what was not right is always told.
    if (!values.verbose && isRight(gradeOf(outcome).grade)) continue;
    console.error(`${((askedAt - begunAt) / 1000).toFixed(2)} ${describeOutcome(outcome)}`);
  }
  const counted = { name, ...tallyStorm(storm) };
  console.log(JSON.stringify(counted, undefined, 1));
  return counted;
}

async function write(path: string, text: string): Promise<void> {
  const config = await resolveConfig(path);
  await writeFile(path, await format(text, { ...config, filepath: path }));
}
