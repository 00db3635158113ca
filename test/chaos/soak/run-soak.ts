import { QdrantClient } from '@qdrant/js-client-rest';
import { setTimeout as sleep } from 'node:timers/promises';
import { NotRunning } from '../../../src/client.js';
import { pseudoRandom } from '../../core/pseudo-random.js';
import { changeDocuments, writeDocuments } from '../../support/documents.js';
import { ask, type Asked } from '../ask.js';
import { callsOf } from '../calls.js';
import { describeOutcome } from '../describe-outcome.js';
import { openIsolatedWorld, type IsolatedWorld } from '../isolated-world.js';
import { outcomeOf } from '../observation.js';
import { gradeOf, longestMs } from '../scoring.js';
import { frequencies } from '../tally.js';
import { untilBack } from '../until-back.js';
import type { NamedWorker } from '../world.js';
import { textsWithoutVector } from '../../support/lost-vectors.js';
import { boughtAgain, type BoughtAgain, type Loss } from './bought-again.js';
import { compareIndexes, type IndexedPassage } from './compare-indexes.js';
import { roundOf } from './rounds.js';

export interface SoakOptions {
  /** For how long processes are killed. */
  readonly minutes: number;
  readonly seed: number;
}

/** What a soak came to. */
export interface Soak extends SoakOptions, BoughtAgain {
  readonly kills: Readonly<Record<string, number>>;
  /** Ingestions of changed documents, one after the other. */
  readonly rounds: number;
  readonly passages: number;
  readonly questions: number;
  /** Results of questions other than a full answer, with how often. */
  readonly results: Readonly<Record<string, number>>;
  /** Results later than 20 s: the question outlived an outage. */
  readonly late: number;
  /** Everything that must not be, in words; none is the aim. */
  readonly broken: readonly string[];
}

const victims = ['worker', 'Temporal', 'Qdrant'] as const;
type Victim = (typeof victims)[number];

const askEveryMs = 700;

/**
 * Ingests and asks while workers, Temporal and Qdrant are killed at random moments, then compares the
 * index point by point with that of an undisturbed run over the same documents.
 */
export async function runSoak(options: SoakOptions): Promise<Soak> {
  const disturbed = await soakWorld(options, disturb);
  const undisturbed = await soakWorld(options, (world) =>
    ingestRounds(world, options.seed, (round) => round < disturbed.rounds),
  );
  const { index, broken, ...soak } = disturbed;
  const differences = compareIndexes(index, undisturbed.index);
  return { ...options, ...soak, passages: index.length, broken: [...broken, ...differences] };
}

async function soakWorld<T>(
  { minutes, seed }: SoakOptions,
  run: (world: IsolatedWorld, options: SoakOptions) => Promise<T>,
): Promise<T & { readonly index: readonly IndexedPassage[] }> {
  const world = await openIsolatedWorld({
    storage: 'disk',
    seed,
    documents: Math.ceil((minutes * 60_000) / askEveryMs),
    workerProcesses: 2,
  });
  try {
    return { ...(await run(world, { minutes, seed })), index: await readIndex(world) };
  } finally {
    await world.close();
  }
}

async function disturb(world: IsolatedWorld, { minutes, seed }: SoakOptions) {
  const until = Date.now() + minutes * 60_000;
  const isOver = () => Date.now() >= until;
  const [{ killedAt, losses }, { rounds }, asked] = await Promise.all([
    killAtRandom(world, seed, isOver),
    ingestRounds(world, seed, () => !isOver()),
    askUntil(world, isOver),
  ]);
  const broken: string[] = [];
  if ((await untilBack(world)) === null) broken.push('questions never got full answers again');
  const records = world.vendors.records();
  const kills = Object.values(killedAt).flat();
  const outcomes = asked.map((one) => {
    const calls = callsOf(one.fact.question, records);
    const end = one.askedAt + one.tookMs;
    // What arrived just before a kill may have to be bought again, and an outage may outlast the 20 s.
    const isExplained = kills.some((at) => at >= one.askedAt && at <= end);
    const lenient = isExplained ? { ...calls, boughtTwice: 0 } : calls;
    return outcomeOf({ ...one, tookMs: Math.min(one.tookMs, longestMs) }, lenient);
  });
  const graded = outcomes.map((outcome) => ({ ...gradeOf(outcome), outcome }));
  for (const { grade, outcome } of graded) {
    if (grade === 'fail') broken.push(describeOutcome(outcome));
  }
  const questions = new Set(asked.map(({ fact }) => fact.question));
  const ofDocuments = records.filter(({ inputs }) => !inputs.some((text) => questions.has(text)));
  const twice = boughtAgain(ofDocuments, losses);
  if (twice.boughtTwice > 0) broken.push(`${twice.boughtTwice} vectors were bought twice`);
  return {
    kills: Object.fromEntries(victims.map((victim) => [victim, killedAt[victim].length])),
    rounds,
    questions: asked.length,
    results: frequencies(graded.flatMap(({ grade, reason }) => (grade === 'pass' ? [] : [reason]))),
    late: asked.filter(({ tookMs }) => tookMs > longestMs).length,
    ...twice,
    broken,
  };
}

interface Kills {
  readonly killedAt: Readonly<Record<Victim, number[]>>;
  readonly losses: readonly Loss[];
}

/** Kills one process after the other and starts it again. */
async function killAtRandom(
  world: IsolatedWorld,
  seed: number,
  isOver: () => boolean,
): Promise<Kills> {
  const { servers, workers } = world;
  const random = pseudoRandom(seed);
  const losses: Loss[] = [];
  const killedAt: Record<Victim, number[]> = { worker: [], Temporal: [], Qdrant: [] };
  while (!isOver()) {
    await sleep(1_000 + random.below(4_000));
    const victim = random.pick(victims);
    killedAt[victim].push(Date.now());
    if (victim === 'worker') {
      const alive = workers.filter((worker) => worker.isAlive());
      const killed = alive[random.below(alive.length)];
      await killed?.kill();
      if (killed) losses.push(await lossOf(world, killed));
      await world.startWorker();
    } else {
      const server = victim === 'Temporal' ? servers.temporal : servers.qdrant;
      await server.kill();
      await sleep(random.below(2_000));
      await server.startAgain();
    }
  }
  return { killedAt, losses };
}

/** What a worker that is dead by now had asked for and not brought home. */
async function lossOf(world: IsolatedWorld, { name }: NamedWorker): Promise<Loss> {
  const at = Date.now();
  const calls = world.vendors.primary.calls.records;
  const own = calls.filter(({ route, caller }) => route === 'embeddings' && caller === name);
  const texts = [...new Set(own.flatMap(({ inputs }) => inputs))];
  return { at, texts: new Set(await textsWithoutVector(world.holdfast.config, texts)) };
}

/** Ingests changed documents round after round, each until it is done, whatever happens meanwhile. */
async function ingestRounds(
  { holdfast: { client } }: IsolatedWorld,
  seed: number,
  isWanted: (round: number) => boolean,
): Promise<{ readonly rounds: number }> {
  const root = await writeDocuments({});
  let rounds = 0;
  for (; isWanted(rounds); rounds += 1) {
    await changeDocuments(root, roundOf(rounds, seed));
    await throughOutages(async () => {
      // Questions are about another corpus: here a name may occur again, with another code.
      const run = await client.ingest({ source: 'soak', corpus: 'soak', root });
      const { phase, quarantinedCount } = await run.result();
      if (phase !== 'done' || quarantinedCount > 0) {
        throw new Error(`round ${rounds} ended as ${phase}, ${quarantinedCount} quarantined`);
      }
    });
  }
  return { rounds };
}

/** Tries again while Temporal, or every worker, is away: what an operator's script would do. */
async function throughOutages(work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NotRunning)) throw error;
      await sleep(500);
    }
  }
}

async function askUntil(world: IsolatedWorld, isOver: () => boolean): Promise<readonly Asked[]> {
  const asked: Promise<Asked>[] = [];
  while (!isOver()) {
    const [fact] = world.take(1);
    asked.push(ask(world.holdfast.client, fact!));
    await sleep(askEveryMs);
  }
  return Promise.all(asked);
}

/** Every live passage with its vector, in the default tenant's source of the soak. */
async function readIndex({ holdfast, servers }: IsolatedWorld): Promise<readonly IndexedPassage[]> {
  const qdrant = new QdrantClient({ url: servers.qdrantUrl, checkCompatibility: false });
  const passages: IndexedPassage[] = [];
  let offset: string | number | null | undefined;
  do {
    const page = await qdrant.scroll(holdfast.config.qdrant.collection, {
      filter: {
        must: [
          { key: 'source', match: { value: 'soak' } },
          { key: 'live', match: { value: true } },
        ],
      },
      with_payload: true,
      with_vector: ['dense'],
      limit: 500,
      ...(offset === undefined ? {} : { offset }),
    });
    for (const { id, payload, vector } of page.points) {
      const { dense = [] } = (vector ?? {}) as { readonly dense?: readonly number[] };
      passages.push({ id: String(id), payload: payload ?? {}, vector: dense });
    }
    offset = page.next_page_offset as typeof offset;
  } while (offset !== null && offset !== undefined);
  return passages;
}
