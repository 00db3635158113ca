import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { MockActivityEnvironment } from '@temporalio/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { withFailures } from '../../src/activities/with-failures.js';
import { metrics, type Metric } from '../../src/contracts/metrics.js';
import { outcomes } from '../../src/core/outcome.js';
import type { Recorder } from '../../src/core/recorder.js';
import type { Alert, Notifier } from '../../src/ports/notifier.js';
import { PortError } from '../../src/ports/port-error.js';

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
async function failing(error: Error): Promise<void> {
  const logger = new DefaultLogger('INFO', (entry) => lines.push(entry));
  const environment = new MockActivityEnvironment({ activityType: 'stageDocuments' }, { logger });
  const activities = { stageDocuments: () => Promise.reject(error) };
  const { stageDocuments } = withFailures({ record, notifier }, activities, {});
  await expect(environment.run(stageDocuments)).rejects.toThrow();
}

const own = () => lines.filter(({ meta }) => meta?.['sdkComponent'] === 'activity');

describe('a failed attempt', () => {
  it('is one line and one count, with what failed', async () => {
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
    expect(recorded).toEqual([
      { metric: metrics.failedAttempts, labels: { activity: 'stageDocuments', ...what } },
    ]);
    expect(alerts).toEqual([]);
  });

  it('of our own mistakes tells the kind of error, never its words', async () => {
    await failing(new SyntaxError('Unexpected token T, "The keeper is ill" is not valid JSON'));
    expect(own().map(({ message }) => message)).toEqual(['stageDocuments failed: SyntaxError']);
  });

  it('that an open circuit kept from being tried is no failure', async () => {
    await failing(new PortError('it is open', { dependency: 'qdrant', ...outcomes.circuitOpen }));
    expect(own().map(({ level }) => level)).toEqual(['INFO']);
    expect(recorded).toEqual([]);
  });
});

describe('a machine that gives out', () => {
  it.each([
    ['a full disk of Qdrant', qdrantFull(), 'disk_full', 'A disk is full (qdrant)'],
    ['a full disk of the worker', withCode('ENOSPC'), 'disk_full', 'A disk is full (worker)'],
    ['no memory left', withCode('ENOMEM'), 'out_of_memory', 'Memory has run out (worker)'],
  ])('%s is an alert that nobody waits for', async (_case, error, reason, title) => {
    await failing(error);
    expect(alerts).toMatchObject([{ severity: 'critical', title }]);
    expect(recorded).toContainEqual({ metric: metrics.resourceFailures, labels: { reason } });
  });

  it('has the same key each time, and another one for another machine', async () => {
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
