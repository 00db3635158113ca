import { describe, expect, it } from 'vitest';
import { splitSentences } from '../../src/core/split-sentences.js';
import { awkwardText, pseudoRandom } from './pseudo-random.js';

const split = (text: string) =>
  splitSentences(text).map(({ start, end }) => text.slice(start, end));

describe('splitSentences', () => {
  it.each<[string, string, string[]]>([
    [
      'at end marks',
      'It failed. Why? It was cold! Done',
      ['It failed.', 'Why?', 'It was cold!', 'Done'],
    ],
    [
      'not in numbers, versions and addresses',
      'Wait 2.5 s for v1.24.0 at http://a.b/c. Then go.',
      ['Wait 2.5 s for v1.24.0 at http://a.b/c.', 'Then go.'],
    ],
    [
      'not after abbreviations and initials',
      'Use a queue, e.g. Redis, cf. Fig. 3 by Dr. J. Smith. End.',
      ['Use a queue, e.g. Redis, cf. Fig. 3 by Dr. J. Smith.', 'End.'],
    ],
    [
      'after closing quotes and brackets',
      'He said "stop." (Or so.) Then he left.',
      ['He said "stop."', '(Or so.)', 'Then he left.'],
    ],
    [
      'not before a lower-case word',
      'What? asked the worker. It waited.',
      ['What? asked the worker.', 'It waited.'],
    ],
    [
      'after Korean endings',
      '재시도합니다. 언제인가요? 2초예요! 끝',
      ['재시도합니다.', '언제인가요?', '2초예요!', '끝'],
    ],
    [
      'after Korean endings without a space',
      '그가 말했다.그리고 떠났다.',
      ['그가 말했다.', '그리고 떠났다.'],
    ],
    [
      'not inside a Korean quotation',
      '그는 "갑니다."라고 말했다. 끝.',
      ['그는 "갑니다."라고 말했다.', '끝.'],
    ],
    [
      'between Korean and a name in lower case',
      '먼저 설치합니다. npm이 합니다. Then run it. 끝입니다.Qdrant는 남습니다.',
      ['먼저 설치합니다.', 'npm이 합니다.', 'Then run it.', '끝입니다.', 'Qdrant는 남습니다.'],
    ],
    [
      'not where a Korean quotation continues after a blank',
      '그는 "갑니다." 라고 말했다. 끝.',
      ['그는 "갑니다." 라고 말했다.', '끝.'],
    ],
    [
      'not after a number sign or in an acronym',
      'See No. 5 in the U.S. Navy list. End.',
      ['See No. 5 in the U.S. Navy list.', 'End.'],
    ],
    ['not in a Korean date', '2010. 5. 3. 시행. 끝.', ['2010. 5. 3. 시행.', '끝.']],
    ['at full-width marks', '東京です。次は？はい！', ['東京です。', '次は？', 'はい！']],
    ['at line ends', 'Retries\nThree times\r\n세 번', ['Retries', 'Three times', '세 번']],
    [
      'into list items without their marks',
      '- one\n* two\n1. three\n  2) four\n- [ ] five',
      ['one', 'two', 'three', 'four', 'five'],
    ],
    [
      'into headings without their marks',
      '# Top\n## 재시도 정책\ntext',
      ['Top', '재시도 정책', 'text'],
    ],
    ['into quotations without their marks', '> quoted\n> more', ['quoted', 'more']],
    [
      'into table rows without the rule',
      '| a | b |\n|---|---|\n| 1 | 2 |',
      ['| a | b |', '| 1 | 2 |'],
    ],
    [
      'around code blocks, which stay whole',
      'Run. \n```sh\na. b\n\n# c\n```\nDone.',
      ['Run.', 'a. b\n\n# c', 'Done.'],
    ],
    ['around an unclosed code block', 'Run.\n~~~\na\n```\nb', ['Run.', 'a\n```\nb']],
    ['into nothing', ' \n\n---\n ', []],
  ])('splits %s', (_, text, sentences) => {
    expect(split(text)).toEqual(sentences);
  });

  it('lets a sentence continue where its lines are wrapped', () => {
    const wrapped =
      'A circuit opens after five consecutive failures, as the table of\nlimits below says. It probes.';
    expect(split(wrapped)).toEqual([
      'A circuit opens after five consecutive failures, as the table of\nlimits below says.',
      'It probes.',
    ]);
    expect(split(wrapped.replace('\nlimits', '\n- limits'))).toHaveLength(3);
  });

  it('says what each unit is', () => {
    const kinds = splitSentences('# a\nb\n| c |\n```\nd\n```').map(({ kind }) => kind);
    expect(kinds).toEqual(['heading', 'prose', 'table', 'code']);
  });

  it('slices the text exactly: in order, apart, trimmed, and leaving out no letter', () => {
    const random = pseudoRandom(11);
    for (let round = 0; round < 400; round += 1) {
      const text = awkwardText(random, 60);
      let previousEnd = 0;
      for (const { start, end } of splitSentences(text)) {
        expect(start).toBeGreaterThanOrEqual(previousEnd);
        expect(end).toBeGreaterThan(start);
        expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
        previousEnd = end;
      }
      expect(previousEnd).toBeLessThanOrEqual(text.length);
    }
  });

  it('loses no word outside the marks of Markdown', () => {
    const random = pseudoRandom(13);
    const words = [
      'retry',
      '재시도',
      'Then.',
      '그렇다.',
      'Why?',
      '\n',
      '\n\n',
      '- ',
      '# ',
    ] as const;
    for (let round = 0; round < 200; round += 1) {
      const text = Array.from({ length: 40 }, () => `${random.pick(words)} `).join('');
      const letters = (value: string) => value.replace(/[^\p{L}]/gu, '');
      expect(letters(split(text).join(''))).toBe(letters(text));
    }
  });

  it('takes huge inputs of every shape', () => {
    for (const piece of ['. ', '.', 'a. B', '\n', '```\n', '다.그', '> ', '- ', '| ', '. "', ' ']) {
      expect(() => splitSentences(piece.repeat(200_000))).not.toThrow();
    }
  });
});
