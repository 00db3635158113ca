import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { MockActivityEnvironment } from '@temporalio/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { metrics, type Metric } from '../../src/contracts/metrics.js';
import { outcomes } from '../../src/core/outcome.js';
import type { Recorder } from '../../src/core/recorder.js';
import type { Alert, Notifier } from '../../src/ports/notifier.js';
import { PortError } from '../../src/ports/port-error.js';
import { createActivityInterceptor } from '../../src/worker/activity-interceptor.js';

const usage = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  calls: 1,
  inputTokens: 300,
  outputTokens: 20,
  costUsd: 0.0001,
};

let lines: LogEntry[];
let alerts: Alert[];
let recorded: { readonly metric: Metric; readonly labels: unknown }[];

beforeEach(() => {
  lines = [];
  alerts = [];
  recorded = [];
});

const record: Recorder = (metric, _value, labels) => recorded.push({ metric, labels });
/** Takes alerts, and is never done with them. */
const notifier: Notifier = {
  notify: (alert) => {
    alerts.push(alert);
    return new Promise(() => undefined);
  },
};

/** Runs an activity that throws this; resolves when it has failed. */
async function failing(error: Error, traits = {}): Promise<void> {
  const logger = new DefaultLogger('INFO', (entry) => lines.push(entry));
  const interceptor = createActivityInterceptor(
    { stageDocuments: traits },
    { record, notifier },
    () => [],
  );
  const environment = new MockActivityEnvironment(
    { activityType: 'stageDocuments' },
    { logger, interceptors: [interceptor] },
  );
  await expect(environment.run(() => Promise.reject(error))).rejects.toThrow();
}

const own = () => lines.filter(({ meta }) => meta?.['sdkComponent'] === 'activity');

describe('a failed attempt', () => {
  it('is logged and counted once, with what failed', async () => {
    await failing(
      new PortError('openai chat (m): reset', { dependency: 'openai', ...outcomes.unreachable }),
    );
    const what = { dependency: 'openai', category: 'transient', reason: 'unreachable' };
    expect(own()).toEqual([
      expect.objectContaining({
        level: 'WARN',
        message: 'stageDocuments failed: openai chat (m): reset',
        meta: expect.objectContaining(what) as unknown,
      }),
    ]);
    const activity = 'stageDocuments';
    expect(recorded).toEqual([
      { metric: metrics.failedAttempts, labels: { activity, ...what } },
      { metric: metrics.attemptSeconds, labels: { activity, outcome: 'transient' } },
    ]);
    expect(alerts).toEqual([]);
  });

  it('from a bug logs the kind of error, never its message', async () => {
    await failing(new SyntaxError('Unexpected token T, "The keeper is ill" is not valid JSON'));
    expect(own().map(({ message }) => message)).toEqual(['stageDocuments failed: SyntaxError']);
  });

  it('rejected by an open circuit counts as no failure', async () => {
    await failing(new PortError('it is open', { dependency: 'qdrant', ...outcomes.circuitOpen }));
    expect(own().map(({ level }) => level)).toEqual(['INFO']);
    expect(recorded.map(({ metric }) => metric)).toEqual([metrics.attemptSeconds]);
  });

  it('counts what it bought all the same', async () => {
    const billed = { dependency: 'openai', ...outcomes.streamCut, usage };
    await failing(new PortError('openai chat (m): stream cut', billed), { buys: 'generate' });
    expect(recorded.map(({ metric }) => metric)).toContain(metrics.callCost);
  });
});

describe('a successful attempt', () => {
  const run = async (result: unknown, traits: object, open: readonly string[]) => {
    const interceptor = createActivityInterceptor(
      { ask: traits },
      { record, notifier },
      () => open,
    );
    const info = { activityType: 'ask' };
    const environment = new MockActivityEnvironment(info, { interceptors: [interceptor] });
    return environment.run(() => Promise.resolve(result));
  };

  it('is timed, and its purchase counted', async () => {
    await run({ usage }, { buys: 'generate' }, []);
    const seen = recorded.map(({ metric }) => metric.name);
    const { attemptSeconds, tokens, callCost } = metrics;
    expect(seen).toEqual([attemptSeconds, tokens, tokens, callCost].map(({ name }) => name));
  });

  it('adds what earlier attempts were billed for', async () => {
    const interceptor = createActivityInterceptor(
      { ask: { buys: 'generate' } },
      { record, notifier },
      () => [],
    );
    const heartbeatDetails = { spent: { ...usage, estimated: true } };
    const info = { activityType: 'ask', attempt: 2, heartbeatDetails };
    const environment = new MockActivityEnvironment(info, { interceptors: [interceptor] });
    const result: unknown = await environment.run(() => Promise.resolve({ usage }));
    expect(result).toHaveProperty('usage', {
      ...usage,
      calls: 2,
      inputTokens: 600,
      outputTokens: 40,
      costUsd: 0.0002,
      estimated: true,
    });
  });

  it('names the open circuits in its result', async () => {
    const open = ['qdrant/reads'];
    const traits = { reportsCircuits: true };
    expect(await run({ order: [] }, traits, open)).toEqual({ order: [], openCircuits: open });
    expect(await run({ order: [] }, traits, [])).toEqual({ order: [] });
    expect(await run(null, traits, open)).toBeNull();
    expect(await run([1], {}, open)).toEqual([1]);
    expect(await run([1], traits, open)).toEqual([1]);
  });
});

describe('an exhausted resource', () => {
  it.each([
    [
      'a full disk of Qdrant',
      qdrantFull(),
      'disk_full',
      'A disk is full or cannot be written (qdrant)',
    ],
    [
      'a full disk of the worker',
      withCode('ENOSPC'),
      'disk_full',
      'A disk is full or cannot be written (worker)',
    ],
    ['no memory left', withCode('ENOMEM'), 'out_of_memory', 'Memory has run out (worker)'],
  ])('%s raises an alert without waiting for its delivery', async (_case, error, reason, title) => {
    await failing(error);
    expect(alerts).toMatchObject([{ severity: 'critical', title }]);
    expect(recorded).toContainEqual({ metric: metrics.resourceFailures, labels: { reason } });
  });

  it('has the same alert key each time, and another for another dependency', async () => {
    await failing(withCode('ENOSPC'));
    await failing(withCode('ENOSPC'));
    await failing(qdrantFull());
    expect(new Set(alerts.map(({ key }) => key)).size).toBe(2);
  });
});

function qdrantFull(): PortError {
  return new PortError('qdrant upsert: no space', { dependency: 'qdrant', ...outcomes.diskFull });
}

function withCode(code: string): Error {
  return Object.assign(new Error(`${code}: writing "The keeper is ill"`), { code });
}
