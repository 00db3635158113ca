import { describe, expect, it } from 'vitest';
import type { Passage } from '../../src/contracts/passage.js';
import { cutToTokens } from '../../src/core/cut-to-tokens.js';

const passage = (text: string, tokens: number): Passage => ({
  id: '1',
  source: 'harbour',
  document: 'tides.md',
  version: 1,
  title: 'Tides',
  heading: '',
  start: 40,
  end: 40 + text.length,
  tokens,
  text,
});

describe('a passage larger than the context', () => {
  it('is cut at a word, and ends where its text does', () => {
    const { text, start, end, tokens } = cutToTokens(passage('High water at noon today.', 10), 6);
    expect({ text, start, end, tokens }).toEqual({
      text: 'High water at',
      start: 40,
      end: 53,
      tokens: 6,
    });
  });

  it('without spaces is cut within the budget, and never within a character', () => {
    expect(cutToTokens(passage('🌊🌊🌊🌊', 8), 3).text).toBe('🌊');
  });

  it('stays whole when it fits', () => {
    const whole = passage('Low water at six.', 5);
    expect(cutToTokens(whole, 5)).toBe(whole);
  });
});
