import { describe, expect, it } from 'vitest';
import { snippetLength, snippetOf } from '../../src/core/snippet.js';

describe('a snippet', () => {
  it('is a short text on one line', () => {
    expect(snippetOf('  The pump\n\nis  blue.\t')).toBe('The pump is blue.');
  });

  it('is as long as it may be before it is cut', () => {
    const text = 'x'.repeat(snippetLength);
    expect(snippetOf(text)).toBe(text);
    expect(snippetOf(`${text}y`)).toBe(`${'x'.repeat(snippetLength - 1)}…`);
  });

  it('counts characters and cuts none in two', () => {
    expect(snippetOf('🎺'.repeat(snippetLength))).toBe('🎺'.repeat(snippetLength));
    expect(snippetOf('🎺'.repeat(500))).toBe(`${'🎺'.repeat(snippetLength - 1)}…`);
  });

  it('leaves no space before the mark', () => {
    const text = `${'x'.repeat(snippetLength - 2)} and more`;
    expect(snippetOf(text)).toBe(`${'x'.repeat(snippetLength - 2)}…`);
  });
});
