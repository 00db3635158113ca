import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../src/core/parse-document.js';

const parse = (source: string) => parseDocument('guide.md', source);
const outlineOf = (source: string) =>
  parse(source).blocks.map(({ kind, headingPath }) => `${kind}: ${headingPath.join(' › ')}`);

describe('parseDocument of Markdown', () => {
  it('cuts every block out of the source as it stands', () => {
    const source =
      '\ufeff# 제목 😀\r\n\r\nText *with* `marks`.\r\n\r\n- a\r\n- b\r\n\r\n```js\r\n# no\r\n```\r\n';
    const { blocks } = parse(source);
    expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'text', 'list', 'code']);
    for (const { text, start, end } of blocks) expect(text).toBe(source.slice(start, end));
  });

  it('puts each block under its headings', () => {
    const source = `Before.

# Guide

Intro.

### Deep

| a | b |
| - | - |
| 1 | 2 |

Other
-----

> quoted
`;
    expect(outlineOf(source)).toEqual([
      'text: ',
      'heading: Guide',
      'text: Guide',
      'heading: Guide › Deep',
      'table: Guide › Deep',
      'heading: Guide › Other',
      'text: Guide › Other',
    ]);
  });

  it('reads headings as people do, without their marks', () => {
    const source = `# The [\`run\`](x) *option* &amp; ![logo](a.png)

## [![unified][logo]][site] <a name="x"></a>

## 1. First \\* #
`;
    expect(parse(source).blocks.at(-1)?.headingPath[1]).toBe('1. First *');
    expect(parse(source).blocks[1]?.headingPath).toEqual(['The run option & logo', 'unified']);
  });

  it('does not take a hash for a heading within code or comments', () => {
    const source = `# A

~~~sh

# comment in code
\`\`\`

# still code
~~~

<!--

# hidden

-->

- item

      # code in a list

# B
`;
    const headings = parse(source).blocks.filter(({ kind }) => kind === 'heading');
    expect(headings.map(({ text }) => text)).toEqual(['# A', '# B']);
  });

  it('takes an overlong heading for the paragraph it is', () => {
    const source = `# ${'long '.repeat(60)}\n\nText.`;
    expect(outlineOf(source)).toEqual(['text: ', 'text: ']);
  });

  it.each([
    ['its front matter', '---\ntitle: "Leave, and more"\n---\n# Heading\n', 'Leave, and more'],
    ['its first main heading', '## Before\n\n# Leave\n\n# Other\n', 'Leave'],
    ['an underlined heading', 'Leave\n=====\n', 'Leave'],
    ['its file name', 'Nothing but text.', 'guide'],
    ['its file name when the title is empty', '---\ntitle:\n---\ntext', 'guide'],
  ])('takes the title from %s', (_, source, title) => {
    expect(parse(source).title).toBe(title);
  });

  it('leaves front matter out of the content, and only front matter', () => {
    const withMatter = '---\r\ntags: [a]\r\n\r\ndraft: true\r\n---\r\n\r\nText.';
    expect(parse(withMatter).blocks.map(({ text }) => text)).toEqual(['Text.']);
    const withRule = '---\n\nJust a rule: nothing more\n\n---\n\nText.';
    expect(parse(withRule).blocks).toHaveLength(2);
    expect(parse('---\ntitle: never closed\n').blocks).not.toHaveLength(0);
  });

  it.each([
    ['', 0],
    [' \n\t\n', 0],
    ['---\n\n***\n', 0],
  ])('finds nothing in %j', (source, blocks) => {
    expect(parse(source).blocks).toHaveLength(blocks);
  });

  describe('with monstrous sections', () => {
    const monsters = {
      'a quote nested 10,000 times': `${'>'.repeat(10_000)} a`,
      'a list nested 10,000 times': `${'- '.repeat(10_000)}a`,
      'one paragraph of 50,000 lines': 'a b\n'.repeat(50_000),
      'a lazy quote of 50,000 lines': `> a\n${'b\n'.repeat(50_000)}`,
      'lists and quotes taking turns': `${'> - '.repeat(500)}a\n`.repeat(50),
    };

    it.each(Object.entries(monsters))('keeps %s as text under its heading', (_, monster) => {
      const source = `# One\n\nFirst.\n\n## Two\n\n${monster}\n\n## Three\n\n- last\n`;
      expect(outlineOf(source)).toEqual([
        'heading: One',
        'text: One',
        'heading: One › Two',
        'text: One › Two',
        'heading: One › Three',
        'list: One › Three',
      ]);
    });

    it('finds no heading in what looks like one next to a huge block', () => {
      const source = `~~~\n\n# code\n~~~\n\n${'>'.repeat(10_000)} a\n\n# Real\n`;
      const headings = parse(source).blocks.filter(({ kind }) => kind === 'heading');
      expect(headings.map(({ text }) => text)).toEqual(['# Real']);
    });

    it.each([
      ['a line of 300,000 letters', 'x'.repeat(300_000)],
      ['20,000 links', '[a](b) '.repeat(20_000)],
      ['50,000 brackets that never close', '['.repeat(50_000)],
      ['stars that never match', '**a* '.repeat(20_000)],
    ])('copes with %s', (_, source) => {
      const { blocks } = parse(source);
      expect(blocks).toHaveLength(1);
      expect(blocks[0]?.text.trimEnd() === source.trimEnd()).toBe(true);
    });
  });
});
