import { expect, it } from 'vitest';
import { answerFromPrompt } from '../fakes/answer-from-prompt.js';
import { buildPrompt } from '../../src/core/prompt.js';
import { plantFacts } from './planted-facts.js';

const facts = plantFacts(480, 1);

it('plants the same facts for the same seed, and others for another', () => {
  expect(plantFacts(480, 1)).toEqual(facts);
  expect(plantFacts(480, 2)[0]).not.toEqual(facts[0]);
});

it('plants each in a document of its own, half of them in Korean', () => {
  expect(new Set(facts.map(({ document }) => document)).size).toBe(480);
  expect(new Set(facts.map(({ question }) => question)).size).toBe(480);
  expect(facts.filter(({ question }) => /[가-힣]/u.test(question))).toHaveLength(240);
});

it('asks in words that lead an obedient model to the one sentence among others like it', () => {
  for (const [index, { question, sentence }] of facts.entries()) {
    const around = facts.slice(Math.max(0, index - 4), index + 5);
    const passages = around.map(({ text }) => ({ title: '', heading: '', text }));
    expect(answerFromPrompt(buildPrompt({ question, passages }).user)).toContain(sentence);
  }
});
