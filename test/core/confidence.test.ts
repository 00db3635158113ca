import { expect, it } from 'vitest';
import { confidenceInWords, confidenceOf } from '../../src/core/confidence.js';

const text = 'x'.repeat(100);
const verified = { verified: true };
const translated = { verified: false };

it.each<[string, number, Parameters<typeof confidenceOf>[1], number]>([
  [
    'is the relevance where all is supported',
    0.876,
    { text, citations: [verified], unsupported: [] },
    0.88,
  ],
  [
    'falls with the share that is not',
    1,
    { text, citations: [verified], unsupported: [{ start: 10, end: 40 }] },
    0.7,
  ],
  ['is at most a half without citations', 1, { text, citations: [], unsupported: [] }, 0.5],
  [
    'is nothing when nothing is supported',
    1,
    { text, citations: [], unsupported: [{ start: 0, end: 100 }] },
    0,
  ],
  [
    'is less for quotes in another language',
    1,
    { text, citations: [translated], unsupported: [] },
    0.8,
  ],
  [
    'counts each quote for itself',
    1,
    { text, citations: [translated, verified], unsupported: [] },
    0.9,
  ],
  [
    'is half where the chosen sentences fit no better than others',
    1,
    { text, citations: [verified], unsupported: [], fit: 0 },
    0.5,
  ],
  [
    'is whole where they fit clearly',
    0.9,
    { text, citations: [verified], unsupported: [], fit: 1 },
    0.9,
  ],
  ['stays within 0 and 1', 3, { text: '', citations: [verified], unsupported: [] }, 1],
])('%s', (_, relevance, answer, confidence) => {
  expect(confidenceOf(relevance, answer)).toBe(confidence);
});

it('is told to people in words', () => {
  expect([1, 0.8, 0.79, 0.65, 0.64, 0].map(confidenceInWords)).toEqual([
    'high',
    'high',
    'medium',
    'medium',
    'low',
    'low',
  ]);
});
