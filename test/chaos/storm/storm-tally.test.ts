import { expect, it } from 'vitest';
import type { Answer } from '../../../src/contracts/answer.js';
import { degradedAnswer } from '../../cli/example-results.js';
import type { RequestRecord } from '../../fakes/call-log.js';
import { stormPhases } from './phases.js';
import type { Past, StormRecord } from './run-storm.js';
import { tallyStorm } from './storm-tally.js';

const fact = 'The access code of depot Marven is 4711.';

/** Ten seconds of an embeddings outage, then ten of a broken reranker, then ten of peace. */
const phases = ['embeddings outage', 'reranker NaN and 500', 'recovery'].map(
  (name, index): Past => {
    const phase = stormPhases(1).find((one) => one.name === name)!;
    return { phase, begunAt: index * 10_000, endedAt: (index + 1) * 10_000 };
  },
);

function asked(askedAt: number, without: Answer['degraded'][number]['stage'] | null, text = fact) {
  const degraded: Answer['degraded'] = without
    ? [{ stage: without, reason: 'unreachable', cause: 'down', instead: 'less' }]
    : [];
  const answer: Answer = { ...degradedAnswer, source: 'rag', answer: text, degraded };
  const result = { kind: 'answer', answer } as const;
  const outcome = { fact, result, tookMs: 1_000, boughtTwice: 0, waitsCutShort: 0 };
  const question = { document: 'd', text: fact, question: 'q', sentence: fact };
  return { fact: question, askedAt, tookMs: 1_000, result, outcome, extraCalls: 0 };
}

function call(at: number, fault: RequestRecord['fault']): RequestRecord {
  return {
    ...{ id: 1, route: 'embeddings', path: '/', model: 'm', inputs: [], body: {} },
    ...{ fault, retryAfterMs: undefined, at, endedAt: at, outcome: 'failed' },
    usage: { inputTokens: 0, outputTokens: 0 },
  };
}

const storm: StormRecord = {
  phases,
  asked: [
    asked(1_000, 'embed'),
    asked(9_000, 'embed'),
    asked(10_500, 'embed'),
    asked(12_000, null),
    asked(12_500, 'rerank'),
    asked(19_000, 'rerank'),
    asked(20_250, null),
    asked(21_000, null, 'Another depot is at the sea.'),
  ],
  records: [call(500, 'reset'), call(600, 'reset'), call(4_000, 'reset'), call(10_400, undefined)],
  leases: [{ circuit: 'openai/embeddings/m', at: 4_000 }],
  swallowedAt: [],
  machine: null,
};

it('counts by phase what was doomed, less the probes, and when each path was back', () => {
  const [embeddings, reranker, recovery] = tallyStorm(storm).phases;
  expect(embeddings).toMatchObject({ questions: 2, doomedCalls: 2, probes: 1, backAfterMs: 2_000 });
  expect(reranker).toMatchObject({ questions: 4, doomedCalls: 0, backAfterMs: 250 });
  expect(recovery).toMatchObject({ questions: 2, backAfterMs: null });
});

it('takes a degraded answer with the fact as right, and another text as a failure', () => {
  const { right, grades, reasons } = tallyStorm(storm);
  expect(right).toBe(7 / 8);
  expect(grades).toEqual({ pass: 7, partial: 0, safe: 0, fail: 1 });
  expect(reasons).toEqual({ 'wrong text as an answer': 1 });
});
