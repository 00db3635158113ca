import { describe, expect, it } from 'vitest';
import { tokenize } from '../../src/core/tokenize.js';
import { awkwardText, pseudoRandom } from './pseudo-random.js';

describe('tokenize', () => {
  it.each<[string, string, string[]]>([
    [
      'stems English words and drops stop words',
      'What is the retrying of Failed calls?',
      ['retri', 'fail', 'call'],
    ],
    ['keeps repeats and order', 'retry, fail, retry', ['retri', 'fail', 'retri']],
    ['cuts Hangul into bigrams', '재시도는', ['재시', '시도', '도는']],
    ['keeps a lone syllable', '왕 2010년', ['왕', '2010', '년']],
    ['cuts Han and kana into bigrams', '検索エンジン', ['検索', '索エ', 'エン', 'ンジ', 'ジン']],
    ['parts scripts', 'Temporal은 API를', ['tempor', '은', 'api', '를']],
    ['keeps bare numbers', 'error 429 in 2010', ['error', '429', '2010']],
    ['finds camelCase whole and in parts', 'maxRetries', ['maxretries', 'max', 'retri']],
    ['parts acronyms from words', 'HTTPServer', ['httpserver', 'http', 'server']],
    [
      'finds snake_case whole and in parts',
      'MAX_RETRY_COUNT',
      ['max_retry_count', 'max', 'retri', 'count'],
    ],
    [
      'finds kebab-case whole and in parts',
      'text-embedding-3-small',
      ['text-embedding-3-small', 'text', 'embed', '3', 'small'],
    ],
    [
      'finds dotted names whole and in parts',
      'index.searchLexical',
      ['index.searchlexical', 'index', 'searchlexical', 'search', 'lexic'],
    ],
    ['finds versions whole', 'v1.24.0', ['v1.24.0', 'v1', '24', '0']],
    ['leaves digits with their letters', 'sha256 gpt4o', ['sha256', 'gpt4o']],
    [
      'does not chain over an ellipsis or a dash',
      'retry...fail -- stop',
      ['retri', 'fail', 'stop'],
    ],
    [
      'reads full-width and compatibility forms as what they mean',
      'ＡＰＩ ﬁle ①',
      ['api', 'file', '1'],
    ],
    ['composes jamo', '\u1112\u1161\u11ab\u1100\u116e\u11a8', ['한국']],
    ['drops what an apostrophe leaves', "doesn't Claude’s", ['claud']],
    ['reads other alphabets as words', 'Привет, мир', ['привет', 'мир']],
    ['is empty for nothing', ' \n.,-_', []],
  ])('%s', (_, text, terms) => {
    expect(tokenize(text)).toEqual(terms);
  });

  it.each<[string, string, string]>([
    ['inflections', 'retries were retried', 'Retry!'],
    ['the parts of an identifier', 'const maxRetries = 3', 'max retry'],
    ['a Korean noun before any particle', '재시도를 합니다', '재시도'],
  ])('lets %s find each other', (_, text, query) => {
    const terms = new Set(tokenize(text));
    expect(tokenize(query).every((term) => terms.has(term))).toBe(true);
  });

  it('makes one short term of a run too long for a word', () => {
    expect(tokenize('x'.repeat(100_000))).toEqual(['x'.repeat(64)]);
    expect(tokenize('Ab1'.repeat(100_000))).toHaveLength(1);
  });

  it('never throws, and gives only non-empty terms in lower case', () => {
    const random = pseudoRandom(1);
    for (let round = 0; round < 300; round += 1) {
      const terms = tokenize(awkwardText(random, 60));
      expect(terms.every((term) => term !== '' && term === term.toLowerCase())).toBe(true);
    }
  });

  it('takes huge inputs of every shape', () => {
    for (const piece of ['a.', 'aB', 'a_', '-', '가', '\ud800', ' ', 'a b ']) {
      expect(() => tokenize(piece.repeat(300_000))).not.toThrow();
    }
  });
});
