import { Client, Connection, WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  operateCircuits,
  readCircuits,
  readJam,
} from '../../src/adapters/temporal/shared-circuits.js';
import type { CircuitReport } from '../../src/contracts/circuit.js';
import {
  circuitBreakerId,
  circuitMessages,
  invalidMessage,
  queues,
} from '../../src/contracts/names.js';
import { eventually } from '../support/eventually.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';

const dependency = 'qdrant';
const circuit = 'qdrant/reads';
const down: CircuitReport = {
  name: circuit,
  generation: 0,
  calls: 5,
  failed: 5,
  slow: 0,
  streak: 5,
  cause: 'unreachable',
};

describe('the circuit breaker workflow', () => {
  let holdfast: TestHoldfast;
  let temporal: Client;

  beforeAll(async () => {
    holdfast = await startHoldfast();
    const { address, namespace } = holdfast.config.temporal;
    const connection = await Connection.connect({ address: address! });
    temporal = new Client({ connection, namespace });
  });
  afterAll(async () => {
    await temporal.connection.close();
    await holdfast.close();
  });

  const handle = () => temporal.workflow.getHandle(circuitBreakerId(dependency));
  const operate = (verb: 'open' | 'reset') => operateCircuits(temporal, dependency, { verb });
  const phase = async () => {
    const view = await readCircuits(temporal, dependency);
    return view?.circuits.find(({ name }) => name === circuit)?.phase;
  };
  let seq = 0;
  const report = (circuits: readonly unknown[], more = {}) =>
    temporal.workflow.signalWithStart('circuitBreaker', {
      workflowId: circuitBreakerId(dependency),
      taskQueue: queues.entities,
      args: [{ dependency }],
      signal: circuitMessages.report,
      signalArgs: [{ by: 'a test', seq: (seq += 1), circuits, rates: [], ...more }],
    });

  it('is noticed when its task fails again and again, and not while it works', async () => {
    await operate('reset');
    expect(await readJam(temporal, dependency)).toBeNull();
    expect(await readJam(temporal, 'never-reported')).toBeNull();
    const jammed = await temporal.workflow.start('anUnknownType', {
      workflowId: circuitBreakerId('jammed'),
      taskQueue: queues.entities,
    });
    try {
      await eventually(async () => expect(await readJam(temporal, 'jammed')).toBeGreaterThan(2));
    } finally {
      await jammed.terminate();
    }
    expect(await readJam(temporal, 'jammed')).toBeNull();
  });

  it('continues after signals of every wrong shape, and applies the next valid one', async () => {
    await operate('reset');
    const { generation } = (await readCircuits(temporal, dependency))!.circuits[0]!;
    const wrong: readonly unknown[] = [undefined, null, 7, 'text', [], {}, { by: 'x', seq: 1 }];
    for (const value of wrong) {
      await handle().signal(circuitMessages.report, value);
      await handle().signal(circuitMessages.settleProbe, value);
    }
    const changes: object[] = [
      { calls: 'a' },
      { calls: -5 },
      { failed: 1e308 },
      { streak: null },
      { name: '__proto__' },
      { name: 'openai/chat/of-another-dependency' },
      { cause: 'c'.repeat(500_000) },
    ];
    for (const change of changes) await report([{ ...down, generation, ...change }]);
    await report([null]);
    await report([], { rates: [{ queue: 'q', accepted: 1, throttled: NaN, overMs: 1 }] });
    await report([], { by: '__proto__' });
    // Without a quorum: the worker of this test calls Qdrant as well, and successfully.
    await report([{ ...down, generation, trip: true }]);
    await eventually(async () => expect(await phase()).toBe('open'));
  });

  it.each([
    [circuitMessages.operate, null],
    [circuitMessages.operate, { verb: 'explode' }],
    [circuitMessages.operate, { verb: 'open', forMs: 'NaN' }],
    [circuitMessages.operate, { verb: 'open', name: 'qdrant/unknown' }],
    [circuitMessages.pinRate, { queue: 'holdfast.embed.openai', perSecond: -5 }],
    [circuitMessages.pinRate, { queue: 'holdfast.embed.openai', perSecond: 'x' }],
    [circuitMessages.pinRate, { queue: 'some.other.queue', perSecond: 1 }],
    [circuitMessages.acquireProbe, null],
    [circuitMessages.acquireProbe, { name: circuit, lease: 'a', forMs: Infinity }],
  ])('rejects the update %s of %j', async (name, value) => {
    await operate('reset');
    const error: unknown = await handle()
      .executeUpdate(name, { args: [value] })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
    expect(error).toMatchObject({ cause: { type: invalidMessage } });
    expect((await operate('open')).circuits[0]?.held?.as).toBe('open');
  });

  it('continues as new through a flood of signals, and still answers', async () => {
    await operate('reset');
    const { runId } = await handle().describe();
    const { generation } = (await readCircuits(temporal, dependency))!.circuits[0]!;
    const harmless = { ...down, generation, calls: 1, failed: 0, streak: 0, cause: '' };
    let sent = 0;
    const lane = async () => {
      while (sent < 1_500) {
        sent += 1;
        await report([harmless]);
      }
    };
    await Promise.all(Array.from({ length: 20 }, lane));
    await eventually(async () => expect((await handle().describe()).runId).not.toBe(runId));
    await report([{ ...down, generation, trip: true }]);
    await eventually(async () => expect(await phase()).toBe('open'));
    expect((await operate('reset')).circuits[0]?.phase).toBe('closed');
  }, 300_000);
});
