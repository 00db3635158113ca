import type { SharedCircuits } from '../../src/ports/shared-circuits.js';
import { CircuitSync } from '../../src/worker/circuits/circuit-sync.js';
import type { GuardedCall } from '../../src/worker/circuits/attempt.js';
import { Guard } from '../../src/worker/circuits/guard.js';
import { QueueCounts } from '../../src/worker/circuits/queue-counts.js';
import { loadConfig } from '../../src/config.js';
import { spreadOf, type Spread } from '../harness/statistics.js';

export interface GuardCost {
  /** Microseconds to decide that one circuit lets a call through. */
  readonly decision: Spread;
  /** Microseconds that the guard adds to a call behind two circuits, counting and timer included. */
  readonly call: Spread;
}

const rounds = 20;
const perRound = 20_000;

/** No other process; every call succeeds. */
const quiet: SharedCircuits = {
  view: () => Promise.resolve(null),
  report: () => Promise.resolve(),
  acquireProbe: () => Promise.resolve(false),
  settleProbe: () => Promise.resolve(),
};

/** What the guard costs while all is well. */
export async function measureGuard(): Promise<GuardCost> {
  const { settings } = loadConfig({ env: {}, envFile: null }).circuits;
  const clock = () => performance.now();
  const { random } = Math;
  const queues = new QueueCounts();
  const options = { dependency: 'vendor', settings, process: 'bench', queues, clock, random };
  const sync = new CircuitSync({ ...options, shared: quiet });
  sync.start();
  const guard = new Guard(sync, { queues, clock, random, currentQueue: () => null });
  const guarded: GuardedCall = {
    circuit: 'vendor/chat/model',
    credential: 'vendor/credential/1',
    kind: 'chat',
    slow: { longestMs: 4_000, timesUsual: 4, shortestMs: 1_000 },
    timeoutMs: 8_000,
  };
  const work = () => Promise.resolve();
  const decisions: number[] = [];
  const calls: number[] = [];
  try {
    await guard.call(guarded, work);
    const breaker = sync.breaker(guarded.circuit);
    for (let round = 0; round < rounds; round += 1) {
      decisions.push(
        await microsecondsEach(
          () => void breaker.decide({ now: clock(), random }, sync.isReachable()),
        ),
      );
      const bare = await microsecondsEach(work);
      calls.push((await microsecondsEach(() => guard.call(guarded, work))) - bare);
    }
  } finally {
    sync.stop();
  }
  return { decision: spreadOf(decisions), call: spreadOf(calls) };
}

async function microsecondsEach(work: () => Promise<unknown> | void): Promise<number> {
  const begunAt = performance.now();
  for (let done = 0; done < perRound; done += 1) {
    const working = work();
    if (working) await working;
  }
  return ((performance.now() - begunAt) * 1000) / perRound;
}
