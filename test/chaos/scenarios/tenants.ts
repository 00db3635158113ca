import { ask, askSteadily } from '../ask.js';
import { plantFacts } from '../planted-facts.js';
import { processScenario } from '../process-scenario.js';
import type { Scenario } from '../scenario.js';
import { ingest } from '../world.js';

const floodQuestions = 60;
/** Other facts than those of the world. */
const firstSeed = 2_000_000;

export const tenantScenarios: readonly Scenario[] = [
  processScenario({
    name: 'tenants: a flood by one of them',
    // As in the storm: a flood must not be one of the machine's, or of three answers at a time.
    world: { workerProcesses: 1, environment: { HOLDFAST_GENERATE_CONCURRENCY: '16' } },
    async run(world, run) {
      const { client } = world.holdfast;
      const facts = plantFacts(floodQuestions, firstSeed + run);
      const tenant = `flood-${run}`;
      await ingest(world, facts, tenant);
      const flood = facts.map((fact) => ask(client, fact, tenant));
      // The others ask as ever, and are the ones who are looked at.
      const asked = await askSteadily(client, world.take(8), 500);
      await Promise.all(flood);
      return { asked };
    },
  }),
];
