import { describe, expect, it } from 'vitest';
import { hashTerm } from '../../src/core/hash-term.js';
import { meaningfulWords, queryTerms } from '../../src/core/query-terms.js';
import { tokenize } from '../../src/core/tokenize.js';
import { awkwardText, pseudoRandom } from './pseudo-random.js';

describe('meaningfulWords', () => {
  it.each<[string, string]>([
    ['How many times is a failed call retried?', 'time fail call retri'],
    ['What is the default of maxRetries?', 'default max+retri'],
    ['Where do I set QDRANT_URL?', 'set qdrant+url'],
    ['Which port does text-embedding-3-small use?', 'port text+embed+3+small use'],
    ['Please explain circuit breakers', 'circuit breaker'],
    ['회로 차단기는 언제 열리나요?', '회로 차단+단기 열리'],
    ['기본 포트는 무엇입니까?', '기본 포트'],
    ['본사는 어디인가요?', '본사'],
    ['환불 정책을 알려주세요.', '환불 정책'],
    ['Qdrant는 어떻게 설치하나요?', 'qdrant 설치'],
    ['2010년의 예산은 얼마인가?', '2010 예산'],
    ['API를 몇 번 바꿀 수 있나요?', 'api 바꿀'],
    ['김민희는 어느 고등학교를 다녔나요?', '김민+민희 고등+등학+학교 다녔'],
    ['東京の人口は?', '東京+京の+の人+人口+口は'],
  ])('finds what %s is about', (question, words) => {
    expect(
      meaningfulWords(question)
        .map((terms) => terms.join('+'))
        .join(' '),
    ).toBe(words);
  });

  it('keeps all words of a question that has no others', () => {
    expect(meaningfulWords('무엇입니까?')).toEqual([['무엇', '엇입', '입니', '니까']]);
  });

  it('has no words where nothing can be searched', () => {
    expect(meaningfulWords('What is it?')).toEqual([]);
    expect(queryTerms('What is it?')).toEqual({ ids: [], words: [] });
  });
});

describe('queryTerms', () => {
  it('keeps every term for ranking, once', () => {
    const { ids } = queryTerms('재시도는 재시도는 몇 번?');
    expect(ids).toEqual(['재시', '시도', '도는', '몇', '번'].map(hashTerm));
  });

  it('points from each meaningful word to its terms', () => {
    const { ids, words } = queryTerms('재시도는 몇 maxRetries까지?');
    expect(words.map((word) => word.map((position) => ids[position]))).toEqual(
      [
        ['재시', '시도'],
        ['max', 'retri'],
      ].map((terms) => terms.map(hashTerm)),
    );
  });

  it('never points outside its ids, nor twice from one word', () => {
    const random = pseudoRandom(5);
    for (let round = 0; round < 200; round += 1) {
      const question = awkwardText(random, 25);
      const { ids, words } = queryTerms(question);
      expect(ids).toEqual([...new Set(tokenize(question).map(hashTerm))]);
      for (const word of words) {
        expect(word.length).toBeGreaterThan(0);
        expect(new Set(word).size).toBe(word.length);
        expect(word.every((position) => ids[position] !== undefined)).toBe(true);
      }
    }
  });
});
