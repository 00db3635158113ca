import { Client, Connection } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { operateCircuits, readCircuits } from '../../src/adapters/temporal/shared-circuits.js';
import type { DependencyView } from '../../src/contracts/circuit.js';
import { circuitBreakerId } from '../../src/contracts/names.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { startHttpFaultProxy, type HttpFaultProxy } from '../fakes/http-fault-proxy.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { eventually } from '../support/eventually.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { qdrantUrl } from '../support/stack.js';
import { untilStandbyIsComplete } from '../support/standby.js';
import { givenUpAsUsual, vendorEnvironment } from '../support/vendors.js';

const question = 'How often is the Fresnel lens cleaned?';
const fact = 'every Thursday';
const chat = 'openai/chat/gpt-4o-mini';

describe('a question while a circuit is open', () => {
  let vendor: FakeVendor;
  let qdrant: HttpFaultProxy;
  let holdfast: TestHoldfast;
  let temporal: Client;

  beforeAll(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    qdrant = await startHttpFaultProxy(qdrantUrl());
    holdfast = await startHoldfast({
      environment: {
        ...vendorEnvironment(vendor),
        ...givenUpAsUsual,
        HOLDFAST_ADAPTIVE_RATES: 'off',
        QDRANT_URL: qdrant.url,
        HOLDFAST_CACHE: 'off',
        // Long enough for a busy machine: what takes longer is told, also while all is well.
        HOLDFAST_SEARCH_TIMEOUT: '1s',
        HOLDFAST_CIRCUIT_PROBE_WAIT: '1s..2s',
      },
    });
    const { address, namespace } = holdfast.config.temporal;
    const connection = await Connection.connect({ address: address! });
    temporal = new Client({ connection, namespace });
    const root = await writeDocuments(lighthouseHandbook);
    await (await holdfast.client.ingest({ source: 'handbook', root })).result();
    await untilStandbyIsComplete(holdfast);
  });

  afterEach(async () => {
    vendor.faults.clear();
    qdrant.heal();
    // Until the worker has seen it, what it tells is late: the next test asks as often as it takes.
    for (const dependency of ['openai', 'anthropic', 'cohere', 'qdrant']) {
      await operateCircuits(temporal, dependency, { verb: 'reset' });
    }
  });

  afterAll(async () => {
    await temporal.connection.close();
    await holdfast.close();
    await qdrant.close();
    await vendor.close();
  });

  const ask = () => holdfast.client.ask(question);
  const phaseOf = (view: DependencyView | null, name: string) =>
    view?.circuits.find((circuit) => circuit.name === name)?.phase ?? 'closed';
  const untilPhase = (name: string, phase: string) =>
    eventually(async () => {
      expect(phaseOf(await readCircuits(temporal, name.split('/')[0]!), name)).toBe(phase);
    });

  it('leaves no trace in any history while all is well', async () => {
    expect((await ask()).degraded).toEqual([]);
    const breakers = [];
    for await (const run of temporal.workflow.list({ query: `WorkflowType = 'circuitBreaker'` })) {
      breakers.push(run.workflowId);
    }
    expect(breakers).toEqual([]);
  });

  it('goes to the next generator without a task, and comes back when a probe succeeds', async () => {
    vendor.faults.always('chat', { kind: 'status', status: 503 });
    await eventually(async () => {
      await ask();
      expect(phaseOf(await readCircuits(temporal, 'openai'), chat)).toBe('open');
    });

    const before = vendor.calls.count('chat');
    const answer = await ask();
    expect(answer).toMatchObject({ kind: 'answered', generator: { provider: 'anthropic' } });
    expect(answer.degraded).toMatchObject([{ stage: 'generate' }]);
    expect(answer.degraded[0]?.cause).toContain(chat);
    expect(vendor.calls.count('chat')).toBe(before);

    vendor.faults.clear();
    await eventually(async () => expect((await ask()).degraded).toEqual([]));
    await untilPhase(chat, 'closed');
  });

  it('opens the circuit of a key at once when its quota is exhausted', async () => {
    vendor.faults.always('chat', { kind: 'status', status: 429, code: 'insufficient_quota' });
    const before = vendor.calls.count('chat');
    expect((await ask()).generator?.provider).toBe('anthropic');
    expect(vendor.calls.count('chat') - before).toBe(1);
    await eventually(async () => {
      await ask();
      const view = await readCircuits(temporal, 'openai');
      const open = view?.circuits.filter(({ phase }) => phase === 'open') ?? [];
      expect(open.map(({ name }) => name)).toEqual([
        expect.stringMatching(/^openai\/credential\//),
      ]);
    });
  });

  it('opens the circuit of Qdrant when it hangs, and counts nothing of it against a vendor', async () => {
    qdrant.failWhen(() => 'hang');
    for (let asked = 0; asked < 3; asked += 1) await ask();
    await untilPhase('qdrant/reads', 'open');
    expect(phaseOf(await readCircuits(temporal, 'openai'), chat)).toBe('closed');
  });

  it('does not count calls that a near deadline left no time', async () => {
    await eventually(async () => expect((await ask()).degraded).toEqual([]));
    vendor.faults.always('embeddings', { kind: 'silence' });
    for (let hurried = 0; hurried < 6; hurried += 1) {
      const input = { question: `${question} ${hurried}`, deadlineMs: 1_000 };
      const { degraded } = await holdfast.client.ask(input);
      const cause = degraded.find(({ stage }) => stage === 'embed')?.cause;
      expect(cause).toMatch(/embeddings.*no answer|timed out|timeout/i);
    }
    vendor.faults.clear();
    expect((await holdfast.client.ask(`${question} At last?`)).degraded).toEqual([]);
  });

  it('waits for a provider that throttles while the circuits of the others are open', async () => {
    await operateCircuits(temporal, 'anthropic', { verb: 'open' });
    vendor.faults.always('chat', { kind: 'status', status: 503 });
    await eventually(async () => {
      const causes = (await ask()).degraded.map(({ cause }) => cause);
      expect(causes).toContainEqual(expect.stringMatching(/circuit of anthropic/));
    });
    vendor.faults.clear();
    await operateCircuits(temporal, 'openai', { verb: 'reset' });
    await eventually(async () => expect((await ask()).degraded).toEqual([]));
    const throttled = { kind: 'status', status: 429, headers: { 'retry-after': '1' } } as const;
    vendor.faults.next('chat', throttled);
    expect(await ask()).toMatchObject({ generator: { provider: 'openai' }, degraded: [] });
  });

  it('goes to the standby at once while the circuit of Qdrant is open', async () => {
    await operateCircuits(temporal, 'qdrant', { verb: 'open' });
    await eventually(async () => {
      const answer = await ask();
      expect(answer.answer).toContain(fact);
      const instead = answer.degraded.map((degradation) => degradation.instead);
      expect(instead).toContainEqual(expect.stringContaining('standby'));
      expect(answer.timings.stages).not.toHaveProperty('lexical_search');
    });
  });

  it('adds at most 25 events to the history for each probe, and none in between', async () => {
    vendor.faults.always('rerank', { kind: 'status', status: 500 });
    const name = 'cohere/rerank/rerank-v3.5';
    await eventually(async () => {
      await ask();
      expect(phaseOf(await readCircuits(temporal, 'cohere'), name)).toBe('open');
    });
    const events = async () => {
      const history = await temporal.workflow.getHandle(circuitBreakerId('cohere')).fetchHistory();
      return history.events!;
    };
    await untilPhase(name, 'half_open');
    const before = (await events()).length;
    await ask();
    await untilPhase(name, 'half_open');
    const after = await events();
    expect(after.length - before).toBeLessThanOrEqual(25);
    expect(after.length).toBeGreaterThan(before);
    // Nothing is to wake it: no timer runs, and no task waits.
    await eventually(async () => {
      const idle = await events();
      const count = (kind: keyof (typeof idle)[number]) =>
        idle.filter((event) => event[kind] !== null && event[kind] !== undefined).length;
      expect(count('timerStartedEventAttributes')).toBe(
        count('timerFiredEventAttributes') + count('timerCanceledEventAttributes'),
      );
      expect(count('activityTaskScheduledEventAttributes')).toBe(
        count('activityTaskCompletedEventAttributes'),
      );
      expect(count('workflowTaskScheduledEventAttributes')).toBe(
        count('workflowTaskCompletedEventAttributes'),
      );
    });
  });
});
