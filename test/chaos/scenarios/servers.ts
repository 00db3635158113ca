import { setTimeout as sleep } from 'node:timers/promises';
import { readCircuits } from '../../../src/adapters/temporal/shared-circuits.js';
import { circuitBreakerId } from '../../../src/contracts/names.js';
import { writeDocuments } from '../../support/documents.js';
import { storedPassages } from '../../support/qdrant-contents.js';
import { askSteadily } from '../ask.js';
import { documentsOf, plantFacts } from '../planted-facts.js';
import { processScenario, type Happened } from '../process-scenario.js';
import type { Scenario } from '../scenario.js';
import type { Mortal } from '../servers.js';
import type { World } from '../world.js';

/** How long a killed server is away. */
const awayMs = 1_000;

export const serverScenarios: readonly Scenario[] = [
  processScenario({
    name: 'Temporal: killed and restarted during questions',
    world: { workerProcesses: 1, storage: 'disk' },
    async run(world) {
      const asking = askSteadily(world.holdfast.client, world.take(12), 400);
      await sleep(1_500);
      await dieAndReturn(world.servers.temporal);
      return { asked: await asking };
    },
  }),
  processScenario({
    name: 'Temporal: killed and restarted during an ingestion',
    world: { workerProcesses: 1, storage: 'disk' },
    run: (world, run) => ingestThrough(world, world.servers.temporal, run),
  }),
  processScenario({
    name: 'Qdrant: killed and restarted during an ingestion',
    world: { workerProcesses: 1, storage: 'disk' },
    run: (world, run) => ingestThrough(world, world.servers.qdrant, run),
  }),
  processScenario({
    name: 'circuit: flapping across continue-as-new',
    // The usual is 4,096 events, which is many flaps.
    world: { dynamicConfig: ['limit.historyCount.suggestContinueAsNew=60'] },
    run: flapAcrossRuns,
  }),
];

async function dieAndReturn(server: Mortal): Promise<void> {
  await server.kill();
  await sleep(awayMs);
  await server.startAgain();
}

/** A server dies when some vectors are bought and others are not. Nothing may be lost, or bought twice. */
async function ingestThrough(world: World, server: Mortal, run: number): Promise<Happened> {
  const { holdfast, vendors } = world;
  const facts = plantFacts(documents, firstSeed + run);
  const before = vendors.primary.calls.count('embeddings', 'completed');
  vendors.primary.latency.embeddings = 400;
  const root = await writeDocuments(documentsOf(facts));
  const source = `depots-${run}`;
  const ingestion = await holdfast.client.ingest({ source, root });
  await vendors.primary.calls.waitFor(
    (calls) => calls.count('embeddings', 'completed') > before + 1,
  );
  await dieAndReturn(server);
  vendors.heal();

  const broken: string[] = [];
  const { phase, finished, quarantinedCount } = await ingestion.result();
  if (phase !== 'done') broken.push(`the ingestion ended as ${phase}`);
  if (finished !== facts.length || quarantinedCount > 0) broken.push('not all documents are in');
  const { liveWithoutVector } = await storedPassages(holdfast.config);
  if (liveWithoutVector > 0) broken.push('passages are without their vectors');
  const times = [...vendors.primary.calls.embeddedTexts().values()];
  const twice = times.filter((bought) => bought > 1).length;
  if (twice > 0) broken.push(`${twice} vectors were bought twice`);
  return { asked: await askSteadily(holdfast.client, facts.slice(0, 6), 400), broken };
}

/** More than one embedding request for each batch of documents, and several batches. */
const documents = 200;
/** Other facts than those of any world. */
const firstSeed = 1_000_000;

/** Down and up in turn, until the circuit breaker has continued as new at least once: it must keep its state. */
async function flapAcrossRuns(world: World): Promise<Happened> {
  const { holdfast, vendors } = world;
  const { temporal } = holdfast;
  const begunAt = Date.now();
  const entity = temporal.workflow.getHandle(circuitBreakerId('openai'));
  vendors.primary.faults.decide('chat', () => {
    const down = Math.floor((Date.now() - begunAt) / flapMs) % 2 === 0;
    return down ? { kind: 'status', status: 503 } : undefined;
  });
  const runs = new Set<string>();
  let forgotten = 0;
  const watching = new AbortController();
  const watched = (async () => {
    while (!watching.signal.aborted) {
      const view = await readCircuits(temporal, 'openai');
      // Told of once, a circuit stays in the memo.
      if (runs.size > 0 && !view?.circuits.length) forgotten += 1;
      if (view) runs.add((await entity.describe()).runId);
      await sleep(200);
    }
  })();
  const asked = await askSteadily(holdfast.client, world.take(60), 400);
  watching.abort();
  await watched;
  const broken: string[] = [];
  if (runs.size < 2) broken.push('the entity never went on as new');
  if (forgotten > 0) broken.push(`the circuits were forgotten for ${forgotten} looks`);
  return { asked, broken };
}

const flapMs = 3_000;
