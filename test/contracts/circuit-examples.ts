import type {
  CircuitActivities,
  CircuitSettings,
  DependencyPlan,
  DependencyReport,
  DependencyView,
  Operation,
  ProbeRequest,
  ProbeResult,
  RatePin,
  RateSettings,
} from '../../src/contracts/circuit.js';
import type { circuitMessages } from '../../src/contracts/names.js';
import type { Circuit } from '../../src/core/circuit/state.js';
import type { Registry } from '../../src/core/circuit/registry.js';
import type { CarriedState } from '../../src/workflows/circuit-breaker.js';
import type { CallExamples, Full } from './wire.js';

const name = 'openai/chat/gpt-4o-mini';
const queue = 'holdfast.generate.openai';

const settings: Full<CircuitSettings> = {
  consecutive: 5,
  windowMs: 10_000,
  minimumCalls: 10,
  failureShare: 0.5,
  slowShare: 0.5,
  quorumMs: 750,
  ignoreMs: 30_000,
  probeShare: 0.25,
  minProbeMs: 2_000,
  maxProbeMs: 30_000,
};
const rate: Full<RateSettings> = {
  cut: 0.7,
  settleMs: 5_000,
  quietMs: 2_000,
  stepMs: 1_000,
  raise: 0.25,
  floor: 0.5,
  ceiling: null,
  lifetimeMs: 60_000,
};
const plan: DependencyPlan = {
  circuit: settings,
  rates: { [queue]: rate },
  names: [name],
  queues: [queue],
};

const left = { calls: 4, perSecond: 0.5, wholeInMs: 9_000 };
const tally = { calls: 5, failed: 5, slow: 1 };

const report: Full<DependencyReport> = {
  by: 'holdfast/1',
  seq: 3,
  circuits: [
    {
      name,
      generation: 0,
      calls: 5,
      failed: 5,
      slow: 0,
      streak: 5,
      cause: '503',
      retryAfterMs: 9,
      trip: false,
    },
    {
      name: 'openai/credential/1f0c2a3b',
      generation: 0,
      calls: 0,
      failed: 0,
      slow: 0,
      streak: 0,
      cause: 'quota exhausted',
      retryAfterMs: 60_000,
      trip: true,
    },
  ],
  rates: [
    {
      queue,
      accepted: 8,
      throttled: 2,
      overMs: 5_000,
      left,
    },
  ],
};

const view: Full<DependencyView> = {
  epoch: 1_767_225_600_000,
  circuits: [
    {
      name,
      phase: 'open',
      generation: 1,
      since: '2026-01-01T00:00:00.000Z',
      cause: '503',
      probeInMs: 2_000,
      probeAt: '2026-01-01T00:00:02.000Z',
      held: {
        as: 'open',
        since: '2026-01-01T00:00:00.000Z',
        until: '2026-01-01T00:10:00.000Z',
        forMs: 600_000,
      },
      calls: 5,
      failed: 5,
      slow: 0,
    },
  ],
  rates: [{ queue, perSecond: 0, cause: '9 of 10 calls were throttled', pinned: false }],
};

const probe: ProbeRequest = { name, lease: 'holdfast/1/1', forMs: 62_000 };

/** What a run may carry into the next: circuits in every phase, one of them held, and rates of every kind. */
const registry: Full<Registry> = {
  circuits: {
    'openai/embeddings/a': kept({
      kind: 'closed',
      since: 0,
      cause: 'a probe succeeded',
      window: [{ index: 7, ...tally }],
      suspicion: { by: 'holdfast/1', until: 750, cause: '503' },
      ignored: { by: 'holdfast/2', until: 30_000 },
    }),
    'openai/embeddings/b': kept({
      kind: 'open',
      since: 0,
      outageSince: 0,
      probeAt: 2_000,
      cause: '503',
      seen: tally,
    }),
    [name]: kept({
      kind: 'half_open',
      since: 2_000,
      outageSince: 0,
      cause: '503',
      seen: tally,
      lease: { id: 'holdfast/1/1', until: 9_000 },
    }),
  },
  rates: {
    [queue]: {
      kind: 'gathering',
      until: 750,
      samples: {
        'holdfast/1': { by: 'holdfast/1', accepted: 8, throttled: 2, overMs: 5_000, left },
      },
    },
    'holdfast.embed.openai': { kind: 'pinned', perSecond: 2 },
    'holdfast.embed.openai.bulk': {
      kind: 'limited',
      perSecond: 2,
      ceiling: 4,
      cutAt: 0,
      raiseAt: 2_000,
      cause: 'refused',
    },
    'holdfast.rerank.cohere': { kind: 'paused', until: 2_000, ceiling: 4, cause: 'refused' },
  },
  heard: { 'holdfast/1': { seq: 3, at: 0 } },
};

function kept<Phase extends Full<Circuit['phase']>>(phase: Phase) {
  const hold = { as: 'open', since: 0, until: 600_000 } as const;
  return { circuit: { generation: 1, phase, hold, late: 2 }, usedAt: 0 };
}

export const carriedState: Full<CarriedState> = {
  registry,
  view,
  unknown: [queue],
};

/** Activities of the workflow. */
export const circuitExamples: CallExamples<CircuitActivities> = {
  planDependency: { args: [[{ dependency: 'openai' }]], results: [plan] },
  announceTransitions: {
    args: [
      [
        {
          dependency: 'openai',
          epoch: 1_767_225_600_000,
          transitions: [{ name, to: 'open', cause: '503', generation: 1 }],
        },
      ],
    ],
    results: [undefined],
  },
  limitQueue: {
    args: [
      [{ queue, perSecond: 0, until: '2026-01-01T00:01:00.000Z', cause: 'refused' }],
      [{ queue, perSecond: null, until: null, cause: 'lifted' }],
    ],
    results: [undefined],
  },
};

/** What the messages of `circuitBreaker` carry; its memo is a view. */
export interface CircuitMessages extends Record<keyof typeof circuitMessages, unknown> {
  report(told: DependencyReport): void;
  settleProbe(told: ProbeResult): void;
  reloadPlan(): void;
  acquireProbe(asked: ProbeRequest): void;
  operate(told: Operation): DependencyView;
  pinRate(told: RatePin): DependencyView;
  memo(): DependencyView;
}

export const circuitMessageExamples: CallExamples<CircuitMessages> = {
  report: { args: [[report]], results: [undefined] },
  settleProbe: {
    args: [[{ name, lease: probe.lease, verdict: 'failure', cause: '503', retryAfterMs: 9 }]],
    results: [undefined],
  },
  reloadPlan: { args: [[]], results: [undefined] },
  acquireProbe: { args: [[probe]], results: [undefined] },
  operate: {
    args: [[{ verb: 'open', name, forMs: 600_000 }], [{ verb: 'auto' }]],
    results: [view],
  },
  pinRate: { args: [[{ queue, perSecond: 2.5 }], [{ queue, perSecond: null }]], results: [view] },
  memo: { args: [[]], results: [view] },
};
