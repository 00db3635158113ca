import { describe, expect, it } from 'vitest';
import { countTokens, loadEncoding } from '../../src/core/token-count.js';
import { TokenRuler } from '../../src/core/token-ruler.js';
import { awkwardText, pseudoRandom } from './pseudo-random.js';

const encodings = ['cl100k_base', 'o200k_base'] as const;
await Promise.all(encodings.map(loadEncoding));

describe('TokenRuler', () => {
  it.each(encodings)(
    'counts every stretch of a text as it would be counted alone: %s',
    (encoding) => {
      const random = pseudoRandom(7);
      for (let round = 0; round < 40; round += 1) {
        const text = awkwardText(random, 60);
        const ruler = new TokenRuler(text, { encoding });
        for (let stretch = 0; stretch < 60; stretch += 1) {
          const start = random.below(text.length);
          const end = start + random.below(text.length - start + 1);
          const alone = countTokens(text.slice(start, end), encoding);
          expect(ruler.count({ start, end }), JSON.stringify(text.slice(start, end))).toBe(alone);
        }
      }
    },
  );

  it.each([
    ['digits, cut by threes', '1234567890'.repeat(40)],
    ['letters without a break', 'x'.repeat(3000)],
    ['surrogate pairs', '😀🍵'.repeat(400)],
    ['blanks', ' \n\t '.repeat(300)],
  ])('counts stretches of endless %s', (_, text) => {
    const ruler = new TokenRuler(text, { encoding: 'cl100k_base' });
    for (let start = 0; start < 40; start += 1) {
      for (const end of [start, start + 1, start + 7, text.length - start]) {
        const alone = countTokens(text.slice(start, end), 'cl100k_base');
        expect(ruler.count({ start, end })).toBe(alone);
      }
    }
  });
});
