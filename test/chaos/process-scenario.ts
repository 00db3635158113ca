import type { Asked } from './ask.js';
import {
  openIsolatedWorld,
  type IsolatedWorld,
  type IsolatedWorldOptions,
} from './isolated-world.js';
import { observe, type Observation } from './observation.js';
import type { Scenario } from './scenario.js';
import { untilBack } from './until-back.js';

export interface ProcessScenario {
  readonly name: string;
  /** Where a server dies in it, what it had written must be on disk. */
  readonly world?: Partial<Omit<IsolatedWorldOptions, 'seed' | 'documents'>>;
  readonly run: (world: IsolatedWorld, runNumber: number) => Promise<Happened>;
}

/** What the questions of a run came to, and what else must not happen and did. */
export interface Happened {
  readonly asked: readonly Asked[];
  readonly broken?: readonly string[];
}

const documents = 24;

/** A scenario in which processes die, or the questions are the trouble. */
export function processScenario({ name, world: options, run }: ProcessScenario): Scenario {
  return {
    name,
    async open(seed) {
      const world = await openIsolatedWorld({ storage: 'memory', ...options, seed, documents });
      let runs = 0;
      return {
        run: () => runOnce(world, () => run(world, (runs += 1))),
        close: () => world.close(),
      };
    },
  };
}

async function runOnce(world: IsolatedWorld, run: () => Promise<Happened>): Promise<Observation> {
  const since = Date.now();
  const { asked, broken = [] } = await run();
  const observed = await observe(world, asked, since, 0);
  await world.heal();
  return { ...observed, broken, backAfterMs: await untilBack(world) };
}
