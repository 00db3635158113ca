import { describe, expect, it } from 'vitest';
import { windowTokens } from '../../src/core/window-tokens.js';

/** What `bert-base-uncased` makes of them, without its special tokens. */
describe('windowTokens', () => {
  it.each([
    ['', 0],
    ['The harbour master signs the ledger every evening.', 9],
    ['등대는 매일 밤 불을 켭니다.', 23],
    ['const { retryAfterMs = 0 } = failure;', 14],
    ['| 1,024 | 2,048 | 4,096 |', 16],
    ['灯台は毎晩点灯します。', 11],
    ['https://example.com/a/b?c=d&e=f', 17],
  ])('is no less than the WordPiece tokens of %j', (text, tokens) => {
    const most = windowTokens(text);
    expect(most).toBeGreaterThanOrEqual(tokens);
    expect(most).toBeLessThanOrEqual(2 * tokens + 2);
  });

  it('takes time in proportion to the text', () => {
    expect(windowTokens('x'.repeat(1_000_000))).toBe(266_667);
  });
});
