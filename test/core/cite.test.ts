import { describe, expect, it } from 'vitest';
import { cite } from '../../src/core/cite.js';
import { passage, passages } from './cited-passages.js';
import { awkwardText, pseudoRandom } from './pseudo-random.js';

const cited = (text: string) => {
  const { citations, ...rest } = cite({ text, passages });
  return { ...rest, sources: citations.map(({ passageId }) => passageId) };
};

describe('cite', () => {
  it('quotes the sentence that supports a claim, word for word, at its place in the document', () => {
    const { text, citations } = cite({
      text: 'An embedding call is tried three times: 3 times in all, with a backoff of 250 ms [1].',
      passages,
    });
    expect(text).toBe(
      'An embedding call is tried three times: 3 times in all, with a backoff of 250 ms [1].',
    );
    expect(citations).toEqual([
      {
        number: 1,
        source: 'manual',
        document: 'retries.md',
        title: 'retries',
        heading: 'retries › Limits',
        passageId: 'retries',
        start: 1032,
        end: 1093,
        quote: 'An embedding call is tried 3 times, with a backoff of 250 ms.',
        verified: true,
      },
    ]);
  });

  it.each<[string, string, string, string[]]>([
    [
      'numbers citations in the order they appear',
      'A circuit opens after 5 failures [2]. A call is tried 3 times [1].',
      'A circuit opens after 5 failures [1]. A call is tried 3 times [2].',
      ['circuits', 'retries'],
    ],
    [
      'gives two claims from one sentence the same number',
      'An embedding call is tried 3 times [1]. The backoff of an embedding call is 250 ms [1].',
      'An embedding call is tried 3 times [1]. The backoff of an embedding call is 250 ms [1].',
      ['retries'],
    ],
    [
      'cites an answer without markers',
      'A circuit opens after 5 consecutive failures.',
      'A circuit opens after 5 consecutive failures [1].',
      ['circuits'],
    ],
    [
      'cites Korean',
      '환불은 구매 후 14일 안에 신청하면 됩니다 [3]. 처리에는 3일이 걸립니다.',
      '환불은 구매 후 14일 안에 신청하면 됩니다 [1]. 처리에는 3일이 걸립니다 [2].',
      ['환불', '환불'],
    ],
    [
      'quotes two sentences side by side where a claim joins them',
      '구매 후 14일 안에 환불을 신청하면 영업일 기준 3일이 걸립니다.',
      '구매 후 14일 안에 환불을 신청하면 영업일 기준 3일이 걸립니다 [1].',
      ['환불'],
    ],
    [
      'cites a Korean answer to an English passage by its names and numbers',
      'Embedding call은 3 times 시도합니다 [1].',
      'Embedding call은 3 times 시도합니다 [1].',
      ['retries'],
    ],
    [
      'corrects a marker that points to the wrong passage',
      'A circuit opens after 5 consecutive failures [1].',
      'A circuit opens after 5 consecutive failures [1].',
      ['circuits'],
    ],
    [
      'corrects a marker that points to no passage',
      'A circuit opens after 5 consecutive failures [9].',
      'A circuit opens after 5 consecutive failures [1].',
      ['circuits'],
    ],
    [
      'keeps of several markers those that hold',
      'A circuit opens after 5 consecutive failures [2][3].',
      'A circuit opens after 5 consecutive failures [1].',
      ['circuits'],
    ],
    [
      'judges each clause by its own marker',
      'Embedding calls are tried 3 times [1], and circuits open after 5 consecutive failures [2].',
      'Embedding calls are tried 3 times [1], and circuits open after 5 consecutive failures [2].',
      ['retries', 'circuits'],
    ],
    [
      'leaves a marker behind the full stop where it is',
      'A circuit opens after 5 failures.[2] It probes after 2 seconds.[2]',
      'A circuit opens after 5 failures. [1] It probes after 2 seconds. [2]',
      ['circuits', 'circuits'],
    ],
    [
      'cites the items of a list and not what announces them',
      'Limits:\n\n- an embedding call is tried 3 times\n- a circuit opens after 5 failures',
      'Limits:\n\n- an embedding call is tried 3 times [1]\n- a circuit opens after 5 failures [2]',
      ['retries', 'circuits'],
    ],
    [
      'cites table rows inside their last cell',
      '| circuit opens after 5 consecutive failures |',
      '| circuit opens after 5 consecutive failures [1] |',
      ['circuits'],
    ],
    [
      'leaves headings and code alone',
      '# Circuits [2]\n\n```\nitems[1]\n```',
      '# Circuits\n\n```\nitems[1]\n```',
      [],
    ],
    ['leaves what claims nothing alone', 'Yes. OK!', 'Yes. OK!', []],
    ['cites nothing in nothing', ' [1] ', '', []],
  ])('%s', (_, text, expected, sources) => {
    expect(cited(text)).toMatchObject({ text: expected, sources, unsupported: [] });
  });

  it.each<[string, string, string]>([
    [
      'something no passage speaks of',
      'The moon is made of green cheese [1].',
      'The moon is made of green cheese.',
    ],
    [
      'another number',
      'A circuit opens after 50 failures [2].',
      'A circuit opens after 50 failures.',
    ],
    [
      'a Korean claim with another number',
      '처리에는 30일이 걸립니다 [3].',
      '처리에는 30일이 걸립니다.',
    ],
  ])('removes the marker from %s and reports the sentence', (_, text, expected) => {
    expect(cited(text)).toEqual({
      text: expected,
      sources: [],
      unsupported: [{ start: 0, end: expected.length, text: expected }],
      droppedMarkers: 1,
    });
  });

  it('says where the unsupported sentences stand in the text it gives', () => {
    const { text, unsupported, droppedMarkers } = cite({
      text: 'A circuit opens after 5 failures [2]. Pigs fly on Mondays [1][7]. A call is tried 3 times.',
      passages,
    });
    expect(text).toBe(
      'A circuit opens after 5 failures [1]. Pigs fly on Mondays. A call is tried 3 times [2].',
    );
    expect(unsupported.map(({ text }) => text)).toEqual(['Pigs fly on Mondays.']);
    for (const { start, end, text: sentence } of unsupported) {
      expect(text.slice(start, end)).toBe(sentence);
    }
    expect(droppedMarkers).toBe(2);
  });

  it('does not show what was made up as a quote, nor anything active', () => {
    const { text } = cite({
      text: 'It says "penguins approve every single invoice" ![x](http://evil.example/?q=1) <b>[1]</b>.',
      passages,
    });
    expect(text).toBe('It says penguins approve every single invoice x.');
  });

  it('does not ask for support of the head of a table', () => {
    const text = '| What happens | How often |\n| --- | --- |\n| embedding call tried | 3 times |';
    expect(cited(text)).toMatchObject({ unsupported: [], sources: ['retries'] });
  });

  it.each([
    ['임베딩 호출은 세 번까지 다시 시도합니다.', '임베딩 호출은 3번까지 다시 시도합니다 [1].'],
    ['A failed call is tried three times.', 'A failed call is tried 3 times [1].'],
  ])('knows that %j says a number in words', (source, text) => {
    expect(cite({ text, passages: [passage('words', source)] }).citations).toHaveLength(1);
  });

  it('reports everything when there are no passages', () => {
    const { citations, unsupported } = cite({ text: 'A circuit opens [1].', passages: [] });
    expect(citations).toEqual([]);
    expect(unsupported).toEqual([{ start: 0, end: 16, text: 'A circuit opens.' }]);
  });

  it('never quotes what does not stand in the passage, and numbers without gaps', () => {
    const random = pseudoRandom(19);
    let quotes = 0;
    for (let round = 0; round < 200; round += 1) {
      const some = Array.from({ length: 4 }, (_, index) =>
        passage(`p${index}`, awkwardText(random, 40), random.below(5000)),
      );
      const { text, citations } = cite({ text: awkwardText(random, 40), passages: some });
      expect(citations.map(({ number }) => number)).toEqual(citations.map((_, index) => index + 1));
      for (const { passageId, start, end, quote, number } of citations) {
        const source = some.find(({ id }) => id === passageId);
        expect(source?.text.slice(start - source.start, end - source.start)).toBe(quote);
        expect(quote).not.toBe('');
        expect(text).toContain(`[${number}]`);
        quotes += 1;
      }
    }
    expect(quotes).toBeGreaterThan(100);
  });
});
