import { countTokens as countExactly } from 'gpt-tokenizer/encoding/cl100k_base';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { countTokens, loadEncoding } from '../../src/core/token-count.js';

await Promise.all([loadEncoding('cl100k_base'), loadEncoding('o200k_base')]);

describe('countTokens', () => {
  it.each([
    ['', 0, 0],
    ['hello world', 2, 2],
    ['커피를 볶는다', 10, 6],
  ])('counts %j as each encoding does', (text, cl100k, o200k) => {
    expect(countTokens(text, 'cl100k_base')).toBe(cl100k);
    expect(countTokens(text, 'o200k_base')).toBe(o200k);
  });

  it('keeps no text in memory whose words it remembers', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const usedMb = () => {
      collect();
      return process.memoryUsage().heapUsed / 1024 ** 2;
    };
    const before = usedMb();
    for (let n = 0; n < 100; n += 1) {
      const letters = String.fromCharCode(97 + Math.floor(n / 26), 97 + (n % 26));
      countTokens(`incomprehensibility${letters} ${' a'.repeat(100_000)}`, 'cl100k_base');
    }
    // Of the texts' 20 MB.
    expect(usedMb() - before).toBeLessThan(10);
  });

  it('takes the names of special tokens for text', () => {
    expect(countTokens('ends with <|endoftext|> here', 'cl100k_base')).toBeGreaterThan(5);
    expect(countTokens('<|im_start|>', 'o200k_base')).toBeGreaterThan(1);
  });

  it('is exact for long texts without monstrous words', () => {
    const text = 'The roaster drops at 205°C; 원두는 12분 뒤에 식힌다.\n\n    - `code()` '.repeat(
      200,
    );
    expect(countTokens(text, 'cl100k_base')).toBe(countExactly(text));
  });

  it.each(['a', '가', ' ', '\n', '-', '😀', '한글', '.\u0301'])(
    'counts a megabyte of %j without a break in pieces, near the truth',
    (unit) => {
      const sample = unit.repeat(2000);
      const exact = countExactly(sample);
      expect(countTokens(sample, 'cl100k_base')).toBeGreaterThanOrEqual(exact);
      expect(countTokens(sample, 'cl100k_base')).toBeLessThan(exact * 1.15 + 20);
      const whole = countTokens(unit.repeat(500_000), 'cl100k_base');
      expect(whole).toBeGreaterThan(exact * 200);
    },
  );
});
