import { describe, expect, it } from 'vitest';
import { isParticle, koreanStem } from '../../src/core/korean-stem.js';

describe('koreanStem', () => {
  it.each([
    ['사람은', '사람'],
    ['이름이', '이름'],
    ['정책을', '정책'],
    ['서버에서는', '서버'],
    ['사용자에게', '사용자'],
    ['컬렉션으로', '컬렉션'],
    ['문서까지', '문서'],
    ['사용자들의', '사용자'],
    ['검색하는', '검색'],
    ['설립했는가', '설립'],
    ['진행하였나요', '진행'],
    ['저장되었습니까', '저장'],
    ['재시도하려면', '재시도'],
    ['날짜인가요', '날짜'],
    ['기능입니까', '기능'],
  ])('takes particles and endings off %s', (word, stem) => {
    expect(koreanStem(word)).toBe(stem);
  });

  it.each(['회의', '나이', '제도', '결과', '국가', '마을', '논의', '경로', '정의'])(
    'leaves %s, which only looks as if it ended in a particle',
    (word) => {
      expect(koreanStem(word)).toBe(word);
    },
  );

  it.each([
    '무엇인가요',
    '무엇입니까',
    '어디인가요',
    '어디서',
    '언제까지',
    '누구인가',
    '누가',
    '왜',
    '얼마입니까',
    '몇',
    '몇개를',
    '어떤',
    '어떻게',
    '어느',
    '무슨',
    '뭐라고',
    '알려주세요',
    '알려줘',
    '말해줘',
    '있나요',
    '없습니까',
    '하나요',
    '했는가',
    '되나요',
    '대한',
    '위해',
    '것은',
    '때',
    '및',
    '은',
    '책을',
  ])('leaves nothing of %s', (word) => {
    expect(koreanStem(word)).toBe('');
  });

  it('takes a run of any length', () => {
    expect(koreanStem('는'.repeat(100_000)).length).toBeGreaterThan(90_000);
  });
});

it.each([
  ['은', true],
  ['에서는', true],
  ['년의', true],
  ['번까지', true],
  ['입니까', true],
  ['모델은', false],
  ['키를', false],
  ['이나이나이나이나이나이나', false],
])('knows whether %s after a name is only its particle: %s', (run, expected) => {
  expect(isParticle(run)).toBe(expected);
});
