import { describe, expect, it } from 'vitest';
import { denseEvidence, isRelevant, relevance } from '../../src/core/relevance.js';

const leg = (...scores: number[]) => denseEvidence(scores);

describe('evidence of the dense leg', () => {
  it.each<[string, number[]]>([
    ['the same text among others', [1, 0.2, 0.15, 0.1]],
    ['what a small English model gives for a question it answers', [0.6, 0.41, 0.38, 0.3, 0.22]],
    ['a hit above the high level of an E5 model', [0.87, 0.77, 0.75, 0.75, 0.74]],
    ['the only passage there is', [0.62]],
  ])('is enough for %s', (_, scores) => {
    expect(leg(...scores)).toBeGreaterThanOrEqual(1);
  });

  it.each<[string, number[]]>([
    ['a question about something else', [0.3, 0.22, 0.2, 0.19]],
    ['the level of an E5 model', [0.77, 0.76, 0.75, 0.75, 0.74]],
    ['the only passage, about something else', [0.3]],
    ['nothing', []],
    ['a negative cosine', [-0.2, -0.3]],
  ])('is not enough for %s', (_, scores) => {
    expect(leg(...scores)).toBeLessThan(1);
    expect(leg(...scores)).toBeGreaterThanOrEqual(0);
  });

  it('does not depend on the order of the hits', () => {
    expect(leg(0.2, 0.6, 0.3, 0.25)).toBe(leg(0.6, 0.3, 0.25, 0.2));
  });
});

describe('the gate before generation', () => {
  it.each<[string, number | null, number | null, boolean]>([
    ['words alone, without dense search', 0.4, null, true],
    ['too few words, without dense search', 0.39, null, false],
    ['as many words that dense search finds nothing near to', 0.45, 0, false],
    ['far more words that dense search finds nothing near to', 0.5, 0, true],
    ['words of another subject and its usual nearness', 0.4, 0.55, false],
    ['too few words', 0.3, 0, false],
    ['a translation: no common word, a perfect dense hit', 0, 2.2, true],
    ['no common word and the usual nearness of another subject', 0, 0.5, false],
    ['half of the words and the usual nearness of another subject', 0.2, 0.5, false],
    ['both nearly enough', 0.36, 0.8, true],
    ['a dense hit while the lexical leg is down', null, 0.9, true],
    ['another subject while the lexical leg is down', null, 0.3, false],
  ])('judges %s', (_, coverage, dense, passes) => {
    expect(isRelevant({ coverage, dense }, 0.4)).toBe(passes);
  });

  it('asks for no more words while only some passages have vectors', () => {
    expect(isRelevant({ coverage: 0.42, dense: 0.1, partly: true }, 0.4)).toBe(true);
    expect(isRelevant({ coverage: 0.42, dense: 0.1 }, 0.4)).toBe(false);
  });

  it('lets everything through when no coverage is asked for', () => {
    expect(isRelevant({ coverage: 0, dense: 0 }, 0)).toBe(true);
  });
});

it.each<[string, number | null, number | null, number]>([
  ['words alone, where there is no dense search', 0.9, null, 0.9],
  ['both alike', 0.9, 0.5, 0.7],
  ['both at their most', 1.2, 3, 1],
  ['meaning that shares no word, which cannot be checked', 0, 3, 0.8],
  ['meaning while lexical search is down', null, 0.5, 0.4],
  ['nothing', 0, null, 0],
])('the relevance is that of %s', (_, coverage, dense, expected) => {
  expect(relevance({ coverage, dense })).toBe(expected);
});

it('takes nothing from words while only some passages have vectors', () => {
  expect(relevance({ coverage: 0.9, dense: 0.1, partly: true })).toBe(0.9);
  expect(relevance({ coverage: 0.5, dense: 0.9, partly: true })).toBeCloseTo(0.7);
  expect(relevance({ coverage: 0, dense: 1, partly: true })).toBe(0.8);
});
