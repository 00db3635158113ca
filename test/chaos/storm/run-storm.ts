import { setTimeout as sleep } from 'node:timers/promises';
import { ask, askSteadily, type Asked } from '../ask.js';
import { callsOf } from '../calls.js';
import { openIsolatedWorld } from '../isolated-world.js';
import { watchMachine, type MachineUse } from '../machine.js';
import { grantedLeases, type GrantedLease } from '../leases.js';
import { outcomeOf } from '../observation.js';
import type { RequestRecord } from '../../fakes/call-log.js';
import type { Outcome } from '../scoring.js';
import type { World } from '../world.js';
import { stormPhases, type Phase } from './phases.js';

export interface StormOptions {
  readonly seed: number;
  readonly earlierAnswers: boolean;
  readonly phaseMs: number;
  readonly everyMs: number;
}

/** A phase as it happened, in wall-clock time. */
export interface Past {
  readonly phase: Phase;
  readonly begunAt: number;
  readonly endedAt: number;
}

/** Everything a storm leaves to be counted. */
export interface StormRecord {
  readonly phases: readonly Past[];
  readonly asked: readonly (Asked & { readonly outcome: Outcome; readonly extraCalls: number })[];
  readonly records: readonly RequestRecord[];
  readonly leases: readonly GrantedLease[];
  /** When Qdrant was asked something in its black hole. */
  readonly swallowedAt: readonly number[];
  readonly machine: MachineUse | null;
}

/** Two minutes of questions at a steady pace, whatever comes, while one thing after the other breaks. */
export async function runStorm(options: StormOptions): Promise<StormRecord> {
  const phases = stormPhases(options.seed);
  const count = Math.floor((phases.length * options.phaseMs) / options.everyMs);
  const world = await openIsolatedWorld({
    storage: 'memory',
    seed: options.seed,
    // One question for each fact, and some to begin with.
    documents: count + warmUps,
    workerProcesses: 1,
    environment: {
      HOLDFAST_GENERATE_CONCURRENCY: '16',
      HOLDFAST_CACHE: options.earlierAnswers ? 'on' : 'off',
    },
  });
  try {
    for (const fact of world.take(warmUps)) await ask(world.holdfast.client, fact);
    const used = watchMachine([
      process.pid,
      ...world.servers.processes(),
      ...world.workers.map(({ pid }) => pid),
    ]);
    const [past, asked] = await Promise.all([
      weather(world, phases, options.phaseMs),
      askSteadily(world.holdfast.client, world.take(count), options.everyMs),
    ]);
    const machine = used();
    return { ...(await record(world, past, asked)), machine };
  } finally {
    await world.close();
  }
}

/** The first questions of a worker are slower than all others. */
const warmUps = 8;

async function weather(
  world: World,
  phases: readonly Phase[],
  phaseMs: number,
): Promise<readonly Past[]> {
  const stormBegunAt = Date.now();
  const past: Past[] = [];
  for (const [index, phase] of phases.entries()) {
    await world.heal();
    const begunAt = Date.now();
    await phase.strike(world);
    await sleep(stormBegunAt + (index + 1) * phaseMs - Date.now());
    past.push({ phase, begunAt, endedAt: Date.now() });
  }
  return past;
}

async function record(
  world: World,
  phases: readonly Past[],
  asked: readonly Asked[],
): Promise<Omit<StormRecord, 'machine'>> {
  const records = world.vendors.records();
  const hole = phases.find(({ phase }) => phase.name === 'Qdrant black hole');
  return {
    phases,
    asked: asked.map((one) => {
      const calls = callsOf(one.fact.question, records);
      return { ...one, outcome: outcomeOf(one, calls), extraCalls: calls.extra };
    }),
    records,
    leases: await grantedLeases(world.holdfast.temporal),
    swallowedAt: world.qdrant.tcp.requests
      .map(({ at }) => at)
      .filter((at) => hole !== undefined && at >= hole.begunAt && at < hole.endedAt),
  };
}
