import { describe, expect, it } from 'vitest';
import { cite } from '../../src/core/cite.js';
import { passage, passages } from './cited-passages.js';

describe('support for a claim', () => {
  it.each<[string, string, string]>([
    ['Korean', '회로는 연속으로 5번 실패하면 열립니다 [2].', 'circuits'],
    ['German', 'Der Schalter wird nach 5 Fehlern geöffnet und ist dann zu [2].', 'circuits'],
    ['English', 'You can ask for it within 14 days of the purchase [3].', '환불'],
  ])('keeps a marker in %s for a passage in another language, unverified', (_, text, source) => {
    const { citations, unsupported, droppedMarkers } = cite({ text, passages });
    expect(citations).toMatchObject([{ passageId: source, verified: false }]);
    const [{ quote, start }] = citations as [(typeof citations)[number]];
    const whole = passages.find(({ id }) => id === source)!;
    expect(whole.text.slice(start - whole.start)).toMatch(new RegExp(`^.{${quote.length}}`, 'su'));
    expect(whole.text).toContain(quote);
    expect({ unsupported, droppedMarkers }).toEqual({ unsupported: [], droppedMarkers: 0 });
  });

  it.each([
    ['another number', '회로는 연속으로 50번 실패하면 열립니다 [2].'],
    ['a passage that is not there', '회로는 연속으로 5번 실패하면 열립니다 [8].'],
    ['a passage in the same language', '고래는 바다에서 가장 큰 동물입니다 [3].'],
  ])('does not take its word for %s', (_, text) => {
    const { citations, unsupported, droppedMarkers } = cite({ text, passages });
    expect({ citations, droppedMarkers }).toEqual({ citations: [], droppedMarkers: 1 });
    expect(unsupported).toHaveLength(1);
  });

  it.each([
    ['one of two numbers', 'An embedding call is tried 3 times, with a backoff of 900 ms [1].'],
    ['a number in words', 'A circuit opens after fifty consecutive failures [2].'],
  ])('finds no support for a sentence with %s that no passage has', (_, text) => {
    expect(cite({ text, passages })).toMatchObject({ citations: [], droppedMarkers: 1 });
  });

  it('finds support for 10,000 where 10000 is said', () => {
    const many = passage('many', 'The queue holds 10000 requests.');
    const { citations } = cite({ text: 'The queue holds 10,000 requests.', passages: [many] });
    expect(citations).toHaveLength(1);
  });
});
