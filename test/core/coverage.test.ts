import { describe, expect, it } from 'vitest';
import { coverage, MIN_COVERAGE } from '../../src/core/coverage.js';
import { hashTerm } from '../../src/core/hash-term.js';
import { queryTerms } from '../../src/core/query-terms.js';
import { tokenize } from '../../src/core/tokenize.js';

const terms = { ids: [10, 20, 30, 40], words: [[0], [1, 2]] };

describe('coverage', () => {
  it.each<[string, number[], number[][], number]>([
    ['is 1 when a hit has all meaningful words', [1, 1, 1, 1], [[0, 1, 2]], 1],
    ['is 0 without hits', [1, 1, 1, 1], [], 0],
    ['is 0 when no meaningful word is found', [1, 1, 1, 9], [[3]], 0],
    ['weighs a rare word more', [6, 1, 1, 1], [[0]], 0.75],
    ['counts a word by the terms found of it', [2, 1, 1, 1], [[1]], 0.25],
    ['takes the best hit, not all hits together', [1, 1, 1, 1], [[0], [1, 2]], 2 / 3],
    ['is 0 when nothing tells anything', [0, 0, 0, 0], [[0, 1, 2]], 0],
  ])('%s', (_, idf, matched, expected) => {
    expect(coverage({ terms, idf, matched })).toBeCloseTo(expected);
  });

  it('is 0 for a question without words', () => {
    expect(coverage({ terms: { ids: [], words: [] }, idf: [], matched: [[]] })).toBe(0);
  });

  it('counts a term that two words share once', () => {
    const shared = { ids: [1, 2], words: [[0], [0, 1]] };
    expect(coverage({ terms: shared, idf: [1, 1], matched: [[0]] })).toBeCloseTo(0.5);
  });
});

describe('MIN_COVERAGE', () => {
  const passages = [
    'Holdfast retries a failed embedding call three times with a backoff of 250 ms.',
    'A circuit opens after five consecutive failures and probes again after two seconds.',
    'Documents are split into passages of 300 to 400 tokens along their headings.',
    '회로 차단기는 연속 다섯 번 실패하면 열리고 2초 뒤에 다시 시험합니다.',
    '환불은 구매 후 14일 안에 신청할 수 있으며 영업일 기준 3일이 걸립니다.',
    '연차 휴가는 입사 첫해에 15일이고 매년 하루씩 늘어납니다.',
  ].map((text) => new Set(tokenize(text).map(hashTerm)));

  function coverageOf(question: string): number {
    const terms = queryTerms(question);
    const frequency = (id: number) => passages.filter((passage) => passage.has(id)).length;
    const idf = terms.ids.map((id) =>
      Math.log(1 + (passages.length - frequency(id) + 0.5) / (frequency(id) + 0.5)),
    );
    const matched = passages.map((passage) =>
      terms.ids.flatMap((id, position) => (passage.has(id) ? [position] : [])),
    );
    return coverage({ terms, idf, matched });
  }

  it.each([
    'How often is a failed embedding call retried?',
    'When does a circuit open?',
    'How long are passages in tokens?',
    '회로 차단기는 언제 열리나요?',
    '환불 신청은 며칠 안에 해야 합니까?',
    '연차 휴가는 며칠인가요?',
  ])('lets through %s', (question) => {
    expect(coverageOf(question)).toBeGreaterThanOrEqual(MIN_COVERAGE);
  });

  it.each([
    'What is the capital of Mongolia?',
    'How do I bake sourdough bread?',
    'Who painted the Mona Lisa?',
    '김치찌개는 어떻게 끓이나요?',
    '몽골의 수도는 어디인가요?',
    '자동차 엔진오일은 언제 교체해야 하나요?',
  ])('turns away %s', (question) => {
    expect(coverageOf(question)).toBeLessThan(MIN_COVERAGE);
  });
});
