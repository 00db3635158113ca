import { describe, expect, it } from 'vitest';
import { chunkDocument, type Chunk } from '../../src/core/chunk.js';
import type { ParsedDocument } from '../../src/core/document-block.js';
import { parseDocument } from '../../src/core/parse-document.js';
import { countTokens, loadEncoding } from '../../src/core/token-count.js';
import { windowTokens } from '../../src/core/window-tokens.js';
import { handbook, paragraph, prose, randomDocument, section, seeded } from './sample-documents.js';

const encoding = 'cl100k_base';
await Promise.all([loadEncoding(encoding), loadEncoding('o200k_base')]);
const paragraphs = (language: 'en' | 'ko', count: number) =>
  Array.from({ length: count }, (_, at) => paragraph(language, at)).join('\n\n');
const chunksOf = (path: string, source: string) =>
  chunkDocument(parseDocument(path, source), { encoding });

describe('chunkDocument', () => {
  const random = Array.from({ length: 60 }, (_, seed) => randomDocument(seed));

  it.each(random.map((source, seed) => ({ seed, source })))(
    'puts every block of document $seed into exactly one chunk',
    ({ source }) => {
      const parsed = parseDocument('a.md', source);
      const chunks = chunkDocument(parsed, { encoding });
      expectSound(parsed, chunks);
      expectCovered(parsed, chunks);
      expect(chunkDocument(parsed, { encoding })).toEqual(chunks);
    },
  );

  it.each(random.slice(0, 20).map((source, seed) => ({ seed, source })))(
    'holds other sizes and the other encoding in document $seed',
    ({ source }) => {
      const parsed = parseDocument('a.md', source);
      const options = { encoding: 'o200k_base', targetTokens: 80, maxTokens: 100 } as const;
      const chunks = chunkDocument(parsed, options);
      expectCovered(parsed, chunks);
      for (const { tokens, embeddedText } of chunks) {
        expect(tokens).toBeLessThanOrEqual(100);
        expect(tokens).toBe(countTokens(embeddedText, 'o200k_base'));
      }
    },
  );

  it('makes chunks of 300 to 400 tokens of long prose, Korean or English', () => {
    for (const language of ['ko', 'en'] as const) {
      const source = `# 제목\n\n${Array.from({ length: 40 }, (_, at) => paragraph(language, at)).join('\n\n')}`;
      const chunks = chunksOf('a.md', source);
      expect(chunks.length).toBeGreaterThan(5);
      for (const { tokens } of chunks.slice(0, -1)) {
        expect(tokens).toBeGreaterThanOrEqual(300);
        expect(tokens).toBeLessThanOrEqual(400);
      }
    }
  });

  it('lets small neighbouring sections share a chunk under the heading they have in common', () => {
    const source = `# Handbook\n\n${[1, 2, 3].map((at) => section(`Rule ${at}`, 30)).join('')}`;
    const [chunk, ...others] = chunksOf('a.md', source);
    expect(others).toEqual([]);
    expect(chunk?.headingPath).toBe('Handbook');
    expect(chunk?.text).toMatch(/^## Rule 1\n[^]*## Rule 3\n/);
    expect(chunk?.embeddedText).toBe(`Handbook\n\n${chunk?.text}`);
  });

  it('leaves out of the text a heading that stands in the heading path', () => {
    const source = `---\ntitle: Staff\n---\n# Handbook\n\n## Leave\n\nFifteen days.\n`;
    expect(chunksOf('a.md', source)).toEqual([
      {
        headingPath: 'Handbook › Leave',
        text: 'Fifteen days.',
        start: source.indexOf('Fifteen'),
        end: source.indexOf('Fifteen') + 13,
        tokens: countTokens('Staff › Handbook › Leave\n\nFifteen days.', encoding),
        embeddedText: 'Staff › Handbook › Leave\n\nFifteen days.',
      },
    ]);
  });

  it('keeps a section that has a heading and nothing else', () => {
    const texts = chunksOf('a.md', `# A\n\n${prose(500)}\n\n# Empty\n\n# B\n\n${prose(500)}`).map(
      ({ text }) => text,
    );
    expect(texts).toContain('# Empty');
  });

  it('keeps tables, lists and code whole where they fit', () => {
    const table = `| a | b |\n| - | - |\n${'| one | two |\n'.repeat(30)}`.trim();
    const code = `\`\`\`js\n${'const a = f(b);\n'.repeat(30)}\`\`\``;
    const list = Array.from({ length: 25 }, (_, at) => `- Point number ${at}.`).join('\n');
    const source = `# A\n\n${prose(150)}\n\n${table}\n\n${prose(250)}\n\n${code}\n\n${prose(200)}\n\n${list}\n`;
    const chunks = chunksOf('a.md', source);
    expect(chunks.length).toBeGreaterThan(3);
    for (const whole of [table, code, list]) {
      expect(chunks.filter(({ text }) => text.includes(whole))).toHaveLength(1);
    }
  });

  it('cuts a table that is too large between its rows', () => {
    const rows = Array.from({ length: 200 }, (_, at) => `| row ${at} | some value ${at} |`);
    for (const { text } of chunksOf('a.md', `| a | b |\n| - | - |\n${rows.join('\n')}\n`)) {
      expect(text).toMatch(/^\|[^]*\|$/);
    }
  });

  it.each([
    ['letters', 'x'.repeat(20_000)],
    ['Korean syllables', '가나다라마바사아'.repeat(1000)],
    ['surrogate pairs', '😀🍵'.repeat(3000)],
    ['combining marks', 'a\u0301\u0302'.repeat(4000)],
    ['blanks between two words', `a${' '.repeat(100_000)}b`],
    ['special tokens', '<|endoftext|>'.repeat(500)],
  ])('cuts endless %s by characters, never through one', (_, source) => {
    const parsed = parseDocument('a.txt', source);
    const chunks = chunkDocument(parsed, { encoding });
    expectSound(parsed, chunks);
    expectCovered(parsed, chunks);
    for (const { text } of chunks) expect(text).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
  });

  it.each([
    ['Korean', 510, `# 제목\n\n${paragraphs('ko', 40)}`],
    ['Korean', 120, `# 제목\n\n${paragraphs('ko', 40)}`],
    ['English', 254, `# Title\n\n${paragraphs('en', 40)}`],
    ['a long word', 40, '가나다라마바사아'.repeat(500)],
  ])('holds the window of an embedder in its own tokens: %s, %d', (_, window, source) => {
    const parsed = parseDocument('a.md', source);
    const chunks = chunkDocument(parsed, { encoding, window });
    expectCovered(parsed, chunks);
    for (const { tokens, embeddedText } of chunks) {
      expect(windowTokens(embeddedText)).toBeLessThanOrEqual(window);
      expect(tokens).toBe(countTokens(embeddedText, encoding));
    }
    const sizes = chunks.slice(0, -1).map(({ embeddedText }) => windowTokens(embeddedText));
    expect(Math.max(...sizes)).toBeGreaterThan(window / 2);
  });

  it('cuts as without a window where that is larger than any passage', () => {
    const parsed = parseDocument('a.md', handbook(4));
    const cut = chunkDocument(parsed, { encoding, window: 8_189 });
    expect(cut).toEqual(chunkDocument(parsed, { encoding }));
  });

  it('shortens a long heading path and still holds the limit', () => {
    const names = Array.from({ length: 6 }, (_, at) => `${at} ${'아주 긴 제목 '.repeat(20)}`);
    const source = names
      .map((name, at) => `${'#'.repeat(at + 1)} ${name}\n\n${prose(500)}`)
      .join('\n\n');
    const parsed = parseDocument('a.md', source);
    const chunks = chunkDocument(parsed, { encoding });
    expectSound(parsed, chunks);
    for (const { headingPath } of chunks) {
      expect(countTokens(headingPath, encoding)).toBeLessThanOrEqual(100);
    }
    expect(chunks.at(-1)?.headingPath).toMatch(/^0 .*5 /);
  });

  it('gives HTML the text a reader sees and the range it stands in', () => {
    const source = `<h1>Guide</h1><h2>Hours</h2><p>Open <b>8</b> to 17.</p><p>Closed on Monday.</p>`;
    const [chunk] = chunksOf('a.html', source);
    expect(chunk).toMatchObject({
      headingPath: 'Guide › Hours',
      text: 'Open 8 to 17.\n\nClosed on Monday.',
      embeddedText: 'Guide › Hours\n\nOpen 8 to 17.\n\nClosed on Monday.',
    });
    expect(source.slice(chunk?.start, chunk?.end)).toBe(
      'Open <b>8</b> to 17.</p><p>Closed on Monday.',
    );
  });

  it.each(['', '\n \n', '---\ntitle: x\n---\n', '***\n'])('makes nothing of %j', (source) => {
    expect(chunksOf('a.md', source)).toEqual([]);
  });

  describe('after a change', () => {
    const contents = (source: string) =>
      chunksOf('a.md', source).map((chunk) => chunk.embeddedText);
    const changed = (before: string, after: string) => {
      const known = new Set(contents(before));
      return contents(after).filter((text) => !known.has(text));
    };

    it('at the top leaves every chunk of later sections as it was', () => {
      const before = handbook(12);
      const after = before.replace('# Handbook\n', `# Handbook\n\n${prose(260)}\n`);
      const later = contents(before).filter((text) => !text.startsWith('Handbook\n'));
      expect(later.length).toBeGreaterThan(12);
      expect(contents(after)).toEqual(expect.arrayContaining(later));
    });

    it('by a new first section adds that section and no more', () => {
      const before = handbook(12);
      const after = before.replace('## Chapter 0', `${section('New', 340)}## Chapter 0`);
      for (const text of changed(before, after)) expect(text).toMatch(/^Handbook › New\n/);
    });

    it('within a section leaves all others as they were', () => {
      const before = handbook(12);
      const at = before.indexOf('\n\n', before.indexOf('## Chapter 5') + 20);
      const after = `${before.slice(0, at)}\n\nA new rule.${before.slice(at)}`;
      for (const text of changed(before, after)) expect(text).toMatch(/^Handbook › Chapter 5\n/);
    });

    it('at the top of many small sections soon finds the old cuts again', () => {
      const random = seeded(1);
      const small = Array.from({ length: 200 }, (_, at) =>
        section(`Term ${at}`, 20 + 100 * random()),
      );
      const before = `# Glossary\n\n${small.join('')}`;
      const after = `# Glossary\n\n${section('Aardvark', 70)}${small.join('')}`;
      expect(changed(before, after).length).toBeLessThan(contents(after).length / 3);
    });

    it('at the top of a text without headings soon finds the old cuts again', () => {
      const paragraphs = Array.from({ length: 300 }, (_, at) => paragraph('en', at)).join('\n\n');
      const after = `${paragraph('en', 999)}\n\n${paragraphs}`;
      expect(changed(paragraphs, after).length).toBeLessThan(contents(after).length / 3);
    });
  });
});

function expectSound({ source, verbatim }: ParsedDocument, chunks: readonly Chunk[]): void {
  let reached = 0;
  for (const { text, start, end, tokens, embeddedText } of chunks) {
    expect(text.trim()).toBe(text);
    expect(text).not.toBe('');
    if (verbatim) expect(source.slice(start, end) === text).toBe(true);
    expect(embeddedText.endsWith(`\n\n${text}`)).toBe(true);
    expect(tokens).toBe(countTokens(embeddedText, encoding));
    expect(tokens).toBeLessThanOrEqual(400);
    expect(start).toBeGreaterThanOrEqual(reached);
    reached = end;
  }
}

/** Every character of a block that is not blank stands in one chunk, or in the heading path of one. */
function expectCovered({ source, blocks }: ParsedDocument, chunks: readonly Chunk[]): void {
  const inChunks = new Uint8Array(source.length);
  for (const { start, end } of chunks) inChunks.fill(1, start, end);
  for (const { kind, start, end, headingPath } of blocks) {
    const missing = [...source.slice(start, end)].filter(
      (character, at) => character.trim() !== '' && character.length === 1 && !inChunks[start + at],
    );
    const inPath = chunks.some((chunk) => chunk.headingPath.includes(headingPath.at(-1) ?? '\n'));
    if (kind !== 'heading' || !inPath) expect(missing.join('').slice(0, 80)).toBe('');
  }
}
