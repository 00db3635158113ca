import { expect, it } from 'vitest';
import { metrics } from '../../src/contracts/metrics.js';
import { recorderOf, type Meter } from '../../src/core/recorder.js';

it('makes each instrument once, of its type, and without a unit that would change its name', () => {
  const made: unknown[] = [];
  const seen: unknown[] = [];
  const see = (value: number, labels: object) => seen.push([value, labels]);
  const meter: Meter = {
    createCounter: (name, unit) => (made.push(['counter', name, unit]), { add: see }),
    createGauge: (name, _type, unit) => (made.push(['gauge', name, unit]), { set: see }),
    createHistogram: (name, _type, unit) => (made.push(['histogram', name, unit]), { record: see }),
  };
  const record = recorderOf(meter);
  record(metrics.ingestedPassages, 3, {});
  record(metrics.ingestedPassages, 4, {});
  record(metrics.queueLimit, 2.5, { queue: 'q' });
  record(metrics.questionSeconds, 0.2, { kind: 'answered', source: 'rag', degraded: 'no' });
  expect(made).toEqual([
    ['counter', 'holdfast_ingested_passages_total', ''],
    ['gauge', 'holdfast_queue_limit_requests_per_second', ''],
    ['histogram', 'holdfast_question_duration_seconds', ''],
  ]);
  expect(seen).toEqual([
    [3, {}],
    [4, {}],
    [2.5, { queue: 'q' }],
    [0.2, { kind: 'answered', source: 'rag', degraded: 'no' }],
  ]);
});

it.each([NaN, -1, -Infinity])(
  'records no %s: the meter would throw, and end the worker',
  (value) => {
    const fail = () => expect.unreachable('recorded');
    const record = recorderOf({
      createCounter: () => ({ add: fail }),
      createGauge: () => ({ set: fail }),
      createHistogram: () => ({ record: fail }),
    });
    record(metrics.queueLimit, value, { queue: 'q' });
    record(metrics.ingestedPassages, value, {});
    record(metrics.questionSeconds, value, { kind: 'answered', source: 'rag', degraded: 'no' });
  },
);
