import { setTimeout as sleep } from 'node:timers/promises';
import type { ProxyFault, ProxiedRequest } from '../fakes/http-fault-proxy.js';
import { ask, askSteadily, type Asked } from './ask.js';
import { observe, type Complain } from './observation.js';
import type { Scenario } from './scenario.js';
import { openWorld, type World } from './world.js';

export interface FaultScenario {
  readonly name: string;
  /** Breaks something outside. It is healed when all questions have their answer. */
  readonly strike: (world: StruckWorld) => void | Promise<void>;
  readonly questions?: number;
  /** A third generator stands behind the two that always do. */
  readonly withLocalModel?: boolean;
  readonly complain?: Complain;
}

/** A world in which faults of Qdrant are counted. */
export interface StruckWorld extends World {
  readonly failQdrant: (rule: (request: ProxiedRequest) => ProxyFault | undefined) => void;
  readonly blackHoleQdrant: () => Promise<void>;
}

const documents = 24;
const questions = 6;
const everyMs = 400;
/** Whether all is well again is tried this often, and this long. */
const lookEveryMs = 300;
const longestRecoveryMs = 60_000;

/** A scenario in which something outside breaks, questions are asked, and it heals. */
export function faultScenario(spec: FaultScenario): Scenario {
  return {
    name: spec.name,
    async open(servers, seed) {
      const { withLocalModel = false } = spec;
      const world = await openWorld(servers, { seed, documents, withLocalModel });
      try {
        // A first question is slower than all others, and tells that the world is as it should be.
        await untilBack(world);
      } catch (error) {
        await world.close();
        throw error;
      }
      return { run: () => runOnce(world, spec), close: () => world.close() };
    },
  };
}

async function runOnce(world: World, spec: FaultScenario) {
  const since = Date.now();
  let failed = 0;
  let holeSince = Infinity;
  await spec.strike({
    ...world,
    failQdrant(rule) {
      world.qdrant.http.failWhen((request) => {
        const fault = rule(request);
        const isOutage = fault !== undefined && !(typeof fault === 'object' && 'delayMs' in fault);
        if (isOutage) failed += 1;
        return fault;
      });
    },
    async blackHoleQdrant() {
      await world.qdrant.tcp.setMode('blackhole');
      holeSince = Date.now();
    },
  });
  const facts = world.take(spec.questions ?? questions);
  const asked = await askSteadily(world.holdfast.client, facts, everyMs);
  const swallowed = world.qdrant.tcp.requests.filter(({ at }) => at >= holeSince).length;
  const observed = await observe(world, asked, since, failed + swallowed, spec.complain);
  await world.heal();
  return { ...observed, backAfterMs: await untilBack(world) };
}

/** Asks until an answer misses nothing, and returns how long that took. */
async function untilBack(world: World): Promise<number> {
  const begunAt = Date.now();
  while (Date.now() - begunAt < longestRecoveryMs) {
    const asked = await ask(world.holdfast.client, world.take(1)[0]!);
    if (missesNothing(asked)) return asked.askedAt - begunAt;
    await sleep(lookEveryMs);
  }
  throw new Error('the normal path did not come back');
}

function missesNothing({ result }: Asked): boolean {
  return (
    result.kind === 'answer' &&
    result.answer.kind === 'answered' &&
    result.answer.degraded.length === 0
  );
}
