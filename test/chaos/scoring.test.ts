import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/contracts/answer.js';
import { degradedAnswer } from '../cli/example-results.js';
import { gradeOf, type Outcome } from './scoring.js';

const fact = 'The access code of depot Marven is 4711.';

function outcome(answer: Partial<Answer>, rest: Partial<Outcome> = {}): Outcome {
  const whole: Answer = {
    ...degradedAnswer,
    kind: 'answered',
    source: 'rag',
    answer: 'The access code of depot Marven is 4711 [1].',
    degraded: [],
    ...answer,
  };
  return {
    fact,
    result: { kind: 'answer', answer: whole },
    tookMs: 900,
    boughtTwice: 0,
    waitsCutShort: 0,
    ...rest,
  };
}
const withoutRerank: Answer['degraded'] = [
  { stage: 'rerank', reason: 'unreachable', cause: 'down', instead: 'fused order' },
];
const error = (typed: boolean): Partial<Outcome> => ({
  result: { kind: 'error', message: 'no', typed },
});

describe('the rules of scoring', () => {
  it.each<[string, Outcome, string]>([
    ['the fact, whole', outcome({}), 'pass'],
    ['the fact without a reranker', outcome({ degraded: withoutRerank }), 'pass'],
    ['the fact beside another sentence', outcome({ answer: `${fact} [1] It is new. [2]` }), 'pass'],
    ['the fact at the last moment', outcome({}, { tookMs: 20_000 }), 'pass'],
    ['the fact twice', outcome({ answer: `${fact} [1] ${fact} [1]` }), 'partial'],
    ['the fact without a citation', outcome({ citations: [] }), 'partial'],
    ['sentences of the documents', outcome({ source: 'extractive' }), 'partial'],
    ['a call before its Retry-After', outcome({}, { waitsCutShort: 1 }), 'partial'],
    ['a complaint', outcome({}, { complaint: 'accounts differ' }), 'partial'],
    [
      'a stale cached answer',
      outcome({ source: 'cache', cached: { workflowId: 'w', ageMs: 1, stale: true } }),
      'partial',
    ],
    [
      'an abstention that says why',
      outcome({ kind: 'abstained', degraded: withoutRerank }),
      'safe',
    ],
    ['no retrieval', outcome({ kind: 'abstained', source: 'no_retrieval' }), 'safe'],
    ['a typed failure', outcome({ kind: 'failed', answer: '' }), 'safe'],
    ['a typed error of the client', outcome({}, error(true)), 'safe'],
    ['an unexpected error', outcome({}, error(false)), 'fail'],
    ['an abstention that misses nothing', outcome({ kind: 'abstained', answer: 'No.' }), 'fail'],
    ['the beginning of the fact', outcome({ answer: 'The access code of depot [1]' }), 'fail'],
    ['another fact', outcome({ answer: 'The access code of depot Torfen is 1234.' }), 'fail'],
    ['the fact, bought twice', outcome({}, { boughtTwice: 1 }), 'fail'],
    ['the fact, too late', outcome({}, { tookMs: 20_001 }), 'fail'],
    ['nothing', outcome({}, { result: { kind: 'nothing' } }), 'fail'],
  ])('take %s', (_, seen, grade) => {
    expect(gradeOf(seen).grade).toBe(grade);
  });

  it('say why', () => {
    expect(gradeOf(outcome({ answer: 'The access code' })).reason).toContain('truncated');
    expect(gradeOf(outcome({}, { complaint: 'accounts differ' })).reason).toBe('accounts differ');
  });
});
