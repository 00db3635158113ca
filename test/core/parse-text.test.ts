import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../src/core/parse-document.js';

describe('parseDocument of plain text', () => {
  it('finds paragraphs between blank lines, each a slice of the source', () => {
    const source = '\r\n  First line\r\nsecond line \r\n \t\r\n\r\n# not a heading\n\n\nLast';
    const { title, verbatim, blocks } = parseDocument('notes/2024.memo.txt', source);
    expect(title).toBe('2024.memo');
    expect(verbatim).toBe(true);
    expect(blocks.map(({ text }) => text)).toEqual([
      'First line\r\nsecond line',
      '# not a heading',
      'Last',
    ]);
    for (const { text, start, end } of blocks) expect(text).toBe(source.slice(start, end));
  });

  it.each(['.txt', 'Makefile', 'a.log'])('reads %s as text', (path) => {
    expect(parseDocument(path, 'a').blocks).toHaveLength(1);
  });
});
