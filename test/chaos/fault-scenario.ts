import type { ProxyFault, ProxiedRequest } from '../fakes/http-fault-proxy.js';
import { askSteadily } from './ask.js';
import { openIsolatedWorld } from './isolated-world.js';
import { observe, type Complain, type Observation } from './observation.js';
import type { Scenario } from './scenario.js';
import { untilBack } from './until-back.js';
import type { World } from './world.js';

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

/** A scenario in which something outside breaks, questions are asked, and it heals. */
export function faultScenario(spec: FaultScenario): Scenario {
  return {
    name: spec.name,
    async open(seed) {
      const { withLocalModel = false } = spec;
      const world = await openIsolatedWorld({
        storage: 'memory',
        seed,
        documents,
        withLocalModel,
      });
      return { run: () => runFault(world, spec), close: () => world.close() };
    },
  };
}

/** One run of it, in a world that is well before and after. */
export async function runFault(world: World, spec: FaultScenario): Promise<Observation> {
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
  return { ...observed, broken: [], backAfterMs: await untilBack(world) };
}
