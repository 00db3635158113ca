import { defaultPayloadConverter } from '@temporalio/common';
import { eventually } from '../../support/eventually.js';
import { readCircuits } from '../../../src/adapters/temporal/shared-circuits.js';
import type { CircuitView } from '../../../src/contracts/circuit.js';
import { askSteadily, type Asked } from '../ask.js';
import { grantedLeases } from '../leases.js';
import { processScenario, type Happened } from '../process-scenario.js';
import type { Scenario } from '../scenario.js';
import { setLatency } from '../vendors.js';
import type { World } from '../world.js';

export const workerScenarios: readonly Scenario[] = [
  processScenario({
    name: 'worker: killed in mid-stream, another takes over',
    world: { workerProcesses: 2 },
    run: killInMidStream,
  }),
  processScenario({
    name: 'worker: the only one killed in mid-stream, and started again',
    world: { workerProcesses: 1 },
    run: killInMidStream,
  }),
  processScenario({
    name: 'worker: one of two entity workers killed while a circuit is open',
    world: { workerProcesses: 2 },
    // Either may hold the entity: each is killed in turn.
    run: (world, run) => killWhileOpen(world, (alive) => [alive[run % alive.length]!]),
  }),
  processScenario({
    name: 'worker: every entity worker killed while a circuit is open',
    world: { workerProcesses: 2 },
    run: (world) => killWhileOpen(world, (alive) => alive),
  }),
];

/** Streams take seconds, and the worker that reads one of them dies. A new one is started at once. */
async function killInMidStream(world: World): Promise<Happened> {
  setLatency(world.vendors.primary, 5);
  const asking = askSteadily(world.holdfast.client, world.take(3), 200);
  const pid = await readerOfAStream(world);
  await world.workers.find((worker) => worker.pid === pid)!.kill();
  world.vendors.heal();
  await world.startWorker();
  return { asked: await asking };
}

/** The process that has read the beginning of an answer. */
async function readerOfAStream({ holdfast: { temporal } }: World): Promise<number> {
  const running = `WorkflowType = 'answerQuestion' AND ExecutionStatus = 'Running'`;
  return eventually(async () => {
    for await (const run of temporal.workflow.list({ query: running })) {
      const { raw } = await temporal.workflow.getHandle(run.workflowId, run.runId).describe();
      for (const { heartbeatDetails, lastWorkerIdentity } of raw.pendingActivities ?? []) {
        const payload = heartbeatDetails?.payloads?.[0];
        if (!payload) continue;
        const { text } = defaultPayloadConverter.fromPayload<{ readonly text?: string }>(payload);
        // The identity of a worker begins with its process.
        if (text) return Number.parseInt(lastWorkerIdentity ?? '', 10);
      }
    }
    throw new Error('no reader of a stream is left');
  });
}

/** Asks until the circuit of what is down is open, for every process to see. */
async function askUntilOpen(world: World): Promise<Asked[]> {
  const { client, temporal } = world.holdfast;
  const asked: Asked[] = [];
  do {
    if (asked.length > 40) throw new Error('the circuit never opened');
    asked.push(...(await askSteadily(client, world.take(4), 400)));
  } while (!(await readCircuits(temporal, 'openai'))?.circuits.some(isOpenChat));
  return asked;
}

function isOpenChat({ name, phase }: CircuitView): boolean {
  return isChat(name) && (phase === 'open' || phase === 'half_open');
}

function isChat(circuit: string): boolean {
  return circuit.startsWith('openai/chat/');
}

/**
 * Calls to the vendor that are no probes, in words. A process that the breaker's workflow does not answer,
 * as while the task of a killed worker is awaited, decides by its own circuit, and probes once by itself.
 */
async function calledThough(
  { vendors, holdfast, workers }: World,
  since: number,
): Promise<string[]> {
  const { records } = vendors.primary.calls;
  const calls = records.filter(({ route, at }) => route === 'chat' && at >= since).length;
  const leases = await grantedLeases(holdfast.temporal);
  const granted = leases.filter(({ circuit, at }) => isChat(circuit) && at >= since).length;
  const probes = granted + workers.filter(({ isAlive }) => isAlive()).length;
  return calls > probes ? [`what is down was called ${calls} times, for ${probes} probes`] : [];
}

/** The vendor is out, its circuit is open, and workers die; those that are left, and new ones, must know. */
async function killWhileOpen(
  world: World,
  victims: (alive: World['workers']) => World['workers'],
): Promise<Happened> {
  world.vendors.primary.faults.always('chat', { kind: 'status', status: 503 });
  const before = await askUntilOpen(world);
  const dying = victims(world.workers.filter(({ isAlive }) => isAlive()));
  await Promise.all(dying.map((worker) => worker.kill()));
  await Promise.all(dying.map(() => world.startWorker()));
  const since = Date.now();
  const after = await askSteadily(world.holdfast.client, world.take(6), 400);
  const broken = await calledThough(world, since);
  return { asked: [...before, ...after], broken };
}
