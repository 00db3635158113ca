import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Asked } from './ask.js';
import { observe, type Observation } from './observation.js';
import type { OpenScenario, Scenario } from './scenario.js';
import { startMortalServers, type MortalOptions, type MortalServers } from './servers.js';
import { untilBack } from './until-back.js';
import { openWorld, type World, type WorldOptions } from './world.js';

export interface ProcessScenario {
  readonly name: string;
  readonly world?: Omit<WorldOptions, 'seed' | 'documents'>;
  readonly run: (world: World, runNumber: number) => Promise<Happened>;
}

/** What the questions of a run came to, and what else must not happen and did. */
export interface Happened {
  readonly asked: readonly Asked[];
  readonly broken?: readonly string[];
}

const documents = 24;

/** A scenario in which processes of ours die, or the questions are the trouble. */
export function processScenario({ name, world: options, run }: ProcessScenario): Scenario {
  return {
    name,
    async open(servers, seed) {
      const world = await openWorld(servers, { ...options, seed, documents });
      let runs = 0;
      return {
        run: () => runOnce(world, () => run(world, (runs += 1))),
        close: () => world.close(),
      };
    },
  };
}

export interface ServerScenario extends Omit<ProcessScenario, 'run'> {
  readonly dynamicConfig?: MortalOptions['dynamicConfig'];
  readonly run: (world: World, servers: MortalServers, runNumber: number) => Promise<Happened>;
}

/** A scenario with a Temporal and a Qdrant of its own, on disk, so that they can die in it. */
export function serverScenario({
  name,
  world: options,
  dynamicConfig,
  run,
}: ServerScenario): Scenario {
  return {
    name,
    async open(_, seed) {
      const folder = await mkdtemp(join(tmpdir(), 'holdfast-mortal-'));
      const servers = await startMortalServers({
        folder,
        storage: 'disk',
        ...(dynamicConfig ? { dynamicConfig } : {}),
      });
      const stop = async (): Promise<void> => {
        await servers.stop();
        await rm(folder, { recursive: true, force: true });
      };
      try {
        return await openOn(servers, stop);
      } catch (error) {
        await stop();
        throw error;
      }

      async function openOn(
        mortal: MortalServers,
        end: () => Promise<void>,
      ): Promise<OpenScenario> {
        const world = await openWorld(mortal, { ...options, seed, documents });
        let runs = 0;
        return {
          run: () => runOnce(world, () => run(world, mortal, (runs += 1))),
          close: () => world.close().finally(end),
        };
      }
    },
  };
}

async function runOnce(world: World, run: () => Promise<Happened>): Promise<Observation> {
  const since = Date.now();
  const { asked, broken = [] } = await run();
  const observed = await observe(world, asked, since, 0);
  await world.heal();
  return { ...observed, broken, backAfterMs: await untilBack(world) };
}
