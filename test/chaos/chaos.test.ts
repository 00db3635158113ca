import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runFault } from './fault-scenario.js';
import { generatorScenarios } from './scenarios/generator.js';
import { rerankerScenarios } from './scenarios/reranker.js';
import { retrieverScenarios } from './scenarios/retriever.js';
import { tally } from './tally.js';
import { openWorld, type World } from './world.js';

/** A few of the scenarios that `npm run chaos` plays, each once, one after the other in one world. */
const few = [
  ...generatorScenarios.filter(({ name }) => /503|stream cut/.test(name)),
  ...rerankerScenarios.filter(({ name }) => name.includes('NaN')),
  ...retrieverScenarios.filter(({ name }) => name.includes('black-holed')),
].map((scenario) => [scenario.name, scenario] as const);

describe('when something fails, every question is answered all the same', () => {
  let world: World;
  beforeAll(async () => {
    const servers = { temporalAddress: inject('temporalAddress'), qdrantUrl: inject('qdrantUrl') };
    world = await openWorld(servers, { seed: 1, documents: 24 });
  });
  afterAll(() => world.close());

  it('plays four of them', () => expect(few).toHaveLength(4));

  it.each(few)('%s', async (name, scenario) => {
    const { questions, grades, reasons, boughtTwice } = tally(name, [
      await runFault(world, scenario),
    ]);
    expect(reasons).toEqual({});
    expect(grades.pass).toBe(questions);
    expect(boughtTwice).toBe(0);
  });
});
