import { describe, expect, it } from 'vitest';
import { extractSentences } from '../../src/core/extract-sentences.js';
import type { CitedPassage } from '../../src/core/passage-sentences.js';
import { awkwardText, pseudoRandom } from './pseudo-random.js';

const passage = (id: string, text: string, start = 0): CitedPassage => ({
  id,
  source: 'manual',
  document: `${id}.md`,
  title: id,
  heading: '',
  start,
  text,
});
const textOf = (question: string, ...texts: string[]) =>
  extractSentences({
    question,
    passages: texts.map((text, index) => passage(`p${index}`, text)),
  })?.text;

describe('extractSentences', () => {
  it('shows nothing active of a document', () => {
    const text = 'A failed call is retried three times, see https://a.example/x and ![i][ref].';
    expect(textOf('How often is a failed call retried?', text)).toBe(
      'A failed call is retried three times, see `https://a.example/x` and i. [1]',
    );
  });

  it('answers in the words of the best sentence and cites it', () => {
    const text =
      'Calls may fail. A failed embedding call is retried **three times**. The weather was fine that day.';
    expect(
      extractSentences({
        question: 'How often is a failed embedding call retried?',
        passages: [passage('retries', text, 500)],
      }),
    ).toEqual({
      text: 'A failed embedding call is retried three times. [1]',
      fit: 1,
      citations: [
        {
          number: 1,
          source: 'manual',
          document: 'retries.md',
          title: 'retries',
          heading: '',
          passageId: 'retries',
          start: 516,
          end: 567,
          quote: 'A failed embedding call is retried **three times**.',
          verified: true,
        },
      ],
    });
  });

  it('fits less where it says little of the question, and other passages say as much', () => {
    const fitAmong = (...texts: string[]) =>
      extractSentences({
        question: 'Which pump of the northern harbour runs at night during winter storms?',
        passages: texts.map((text, index) => passage(`p${index}`, text)),
      })?.fit;
    const some = 'The red pump of the harbour is loud.';
    expect(fitAmong('The red pump of the northern harbour runs at night during storms.')).toBe(1);
    const alone = fitAmong(some, 'Nobody knows who painted the old fence.') as number;
    const alike = fitAmong(some, 'The blue pump of the harbour is quiet.') as number;
    expect(alike).toBeLessThan(alone);
    expect(alike).toBeLessThan(1);
  });

  it('answers in Korean', () => {
    const answer = textOf(
      '환불은 며칠 안에 신청해야 하나요?',
      '배송은 이틀이 걸립니다. 환불은 구매 후 14일 안에 신청할 수 있습니다. 문의는 전화로 받습니다.',
    );
    expect(answer).toBe('환불은 구매 후 14일 안에 신청할 수 있습니다. [1]');
  });

  it('takes sentences that stand side by side as one quote', () => {
    const answer = textOf(
      'When does a circuit open and when does it close?',
      'A circuit opens after five failures. A circuit closes after three successes. Rain fell.',
    );
    expect(answer).toBe(
      'A circuit opens after five failures. A circuit closes after three successes. [1]',
    );
  });

  it('gathers from several passages, the better one first', () => {
    const answer = textOf(
      'What opens and closes a circuit?',
      'Nothing of the kind here. The queue is paused.',
      'Five failures open a circuit for good. Other text follows here.',
      'Three successes close a circuit again. Other text follows there.',
    );
    expect(answer).toBe(
      'Five failures open a circuit for good. [1] Three successes close a circuit again. [2]',
    );
  });

  it('says a thing once', () => {
    const sentence = 'A failed embedding call is retried three times.';
    expect(textOf('How often is a failed embedding call retried?', sentence, sentence)).toBe(
      `${sentence} [1]`,
    );
  });

  it('finds the statement under a heading or a question that has the words', () => {
    const answer = textOf(
      'What is the default port of the vector database?',
      '# Default port of the vector database\n\nThe server listens on port 6333.\n\n# Logs\n\nThe logs go to a file.',
    );
    expect(answer).toBe('The server listens on port 6333. [1]');
    expect(
      textOf(
        'How do I reset my password?',
        'How do I reset my password?\nOpen the password page and choose a new one.',
      ),
    ).toBe('Open the password page and choose a new one. [1]');
  });

  it('brings the list along that a sentence announces', () => {
    expect(
      textOf(
        'Which metrics does the worker report?',
        'The worker reports these metrics:\n\n- request rate\n- failures\n\nElsewhere it rains.',
      ),
    ).toBe('The worker reports these metrics: request rate; failures [1]');
  });

  it.each<[string, string]>([
    ['a heading alone', '# How a failed call is retried'],
    ['code', '```\nretry(failed, call, times)\n```'],
    ['links', '- [Retry a failed call three times](https://example.org/retry-failed-call)'],
    ['a comment', '<!-- how often a failed call is retried -->'],
    ['a question', 'How often is a failed call retried?'],
    ['another subject', 'The weather was fine and everybody went swimming in the lake.'],
    ['nothing', ''],
  ])('does not answer with %s', (_, text) => {
    expect(textOf('How often is a failed call retried?', text)).toBeUndefined();
  });

  it.each([
    '<a href="https://licences.example/MIT"><img src="https://badges.example/licence/lamp.svg" alt="Licence of the lamp"></a>',
    '[![licence of the lamp](https://badges.example/licence/lamp.svg)](https://registry.example/lamp)',
  ])('never answers with a badge: %s', (badge) => {
    const question = 'Which licence does the lamp have?';
    expect(textOf(question, badge)).toBeUndefined();
    const statement = 'The lamp has the licence of its maker.';
    expect(textOf(question, `${badge}\n\n${statement}`)).toBe(`${statement} [1]`);
  });

  it('has no answer without passages or without a word to look for', () => {
    expect(extractSentences({ question: 'How often?', passages: [] })).toBeNull();
    expect(textOf('What is it?', 'It is what it is and always was.')).toBeUndefined();
  });

  it('quotes substrings, and little, whatever the passages are', () => {
    const random = pseudoRandom(23);
    let quotes = 0;
    for (let round = 0; round < 200; round += 1) {
      const passages = Array.from({ length: 3 }, (_, index) =>
        passage(`p${index}`, awkwardText(random, 60), random.below(9000)),
      );
      const extract = extractSentences({ question: awkwardText(random, 8), passages });
      for (const { passageId, start, end, quote, number } of extract?.citations ?? []) {
        const source = passages.find(({ id }) => id === passageId);
        expect(source?.text.slice(start - source.start, end - source.start)).toBe(quote);
        expect(extract?.text).toContain(`[${number}]`);
        quotes += 1;
      }
    }
    expect(quotes).toBeGreaterThan(100);
  });
});
