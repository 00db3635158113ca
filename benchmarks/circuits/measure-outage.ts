import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startHoldfast } from '../harness/holdfast.js';
import type { Servers } from '../harness/servers.js';
import type { CallMade, CallingJob } from './calling-process.js';
import { startFlakyService, type Mood } from './flaky-service.js';

export interface OutageReaction {
  readonly mood: Exclude<Mood, 'well'>;
  readonly processes: number;
  readonly callsPerSecond: number;
  /** From the beginning of the outage to the last call that was no probe, of any process. */
  readonly lastCallMs: number;
  /** Calls made into the outage, probes aside. */
  readonly doomedCalls: number;
}

const processes = 3;
const callsPerSecond = 50;
/** Time for connections and for what is usual to be known. */
const healthyMs = 6_000;
const outageMs = 8_000;
/** The first probe goes out two seconds after a circuit opened; until then nothing does. */
const quietBeforeProbeMs = 1_500;

/** How soon all of several processes stop calling a dependency that went down. */
export async function measureOutage(
  servers: Servers,
  environment: Readonly<Record<string, string>>,
  mood: OutageReaction['mood'],
): Promise<OutageReaction> {
  const service = await startFlakyService();
  // Its worker runs the circuit breaker workflow.
  const holdfast = await startHoldfast(servers, environment);
  const calls: number[] = [];
  const job: CallingJob = {
    environment: holdfast.environment,
    url: service.url,
    everyMs: (1000 * processes) / callsPerSecond,
  };
  const children = Array.from({ length: processes }, () => startCalling(job, calls));
  try {
    await sleep(healthyMs);
    const begunAt = Date.now();
    service.mood = mood;
    await sleep(outageMs);
    const doomed = beforeFirstProbe(calls.filter((at) => at >= begunAt).sort((a, b) => a - b));
    return {
      mood,
      processes,
      callsPerSecond,
      lastCallMs: (doomed.at(-1) ?? begunAt) - begunAt,
      doomedCalls: doomed.length,
    };
  } finally {
    await Promise.all(children.map(stopCalling));
    await holdfast.close();
    await service.close();
  }
}

function startCalling(job: CallingJob, calls: number[]): ChildProcess {
  const child = fork(fileURLToPath(new URL('./calling-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx/esm'],
  });
  child.on('message', ({ at }: CallMade) => void calls.push(at));
  child.send(job);
  return child;
}

async function stopCalling(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  if (child.connected) child.disconnect();
  await gone;
}

/** All calls up to the first silence that lasts: what comes after it are probes. */
function beforeFirstProbe(calls: readonly number[]): readonly number[] {
  const silence = calls.findIndex((at, index) => {
    const next = calls[index + 1];
    return next === undefined || next - at > quietBeforeProbeMs;
  });
  return calls.slice(0, silence + 1);
}
