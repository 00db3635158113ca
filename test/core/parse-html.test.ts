import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../src/core/parse-document.js';

const parse = (source: string) => parseDocument('page.html', source);
const textsOf = (source: string) => parse(source).blocks.map(({ text }) => text);

describe('parseDocument of HTML', () => {
  it('takes what a reader sees, under its headings', () => {
    const { title, blocks } = parse(`<!doctype html><html><head><title>The page</title>
<style>p { color: red }</style><script>let x = "<p>no</p>"</script></head>
<body><nav><a href="/">Home</a></nav>
<h2>Opening <em>hours</em></h2>
<p>Open from&nbsp;8
   to   17.<br>Closed on <b>Monday</b>.</p>
<template><p>never</p></template><div hidden>hidden</div>
Loose text<h3>Exceptions</h3><section><p>None &amp; never.</p></section></body></html>`);
    expect(title).toBe('The page');
    expect(blocks.map(({ headingPath, text }) => [headingPath.join(' › '), text])).toEqual([
      ['Opening hours', 'Opening hours'],
      ['Opening hours', 'Open from 8 to 17.\nClosed on Monday.'],
      ['Opening hours', 'Loose text'],
      ['Opening hours › Exceptions', 'Exceptions'],
      ['Opening hours › Exceptions', 'None & never.'],
    ]);
  });

  it.each([
    ['by an attribute', 'hidden'],
    ['from screen readers', 'aria-hidden="true"'],
    ['by its style', 'style="color: red; display:none"'],
    ['by its style, in capitals', 'STYLE="VISIBILITY : HIDDEN !important"'],
  ])('leaves out what is hidden %s', (_, attribute) => {
    expect(
      textsOf(`<p>Seen <b ${attribute}>unseen</b></p><div ${attribute}><p>No</p></div>`),
    ).toEqual(['Seen']);
  });

  it('keeps what only looks like hidden', () => {
    const style = 'style="overflow-x: hidden; --display:none-of-it"';
    expect(textsOf(`<p ${style} aria-hidden="false">Seen</p>`)).toEqual(['Seen']);
  });

  it('prefers the main heading to the title of the window', () => {
    expect(parse('<title>Site | Leave</title><h1>Leave</h1>').title).toBe('Leave');
  });

  it('keeps lists, tables and preformatted text readable', () => {
    expect(
      textsOf(`<ul><li>one<ul><li><p>inner</p></li></ul></li><li>two</li></ul>
<table><tr><th>Day<th>Hours</tr><tr><td>Mon</td><td></td></tr><tr><td>Tue<td>8–12</table>
<pre>  a
    b
</pre>`),
    ).toEqual(['- one\n  - inner\n- two', 'Day | Hours\nMon |\nTue | 8–12', '  a\n    b']);
  });

  it('walks into tables that lay out a page, and into links around whole cards', () => {
    const { blocks } = parse(
      '<table><tr><td><h2>News</h2><p>Text</p></td></tr></table><a href="x"><h3>Card</h3><p>More</p></a>',
    );
    expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'text', 'heading', 'text']);
  });

  it('says where in the source each block stands', () => {
    const source = '<body>\r\n<p>한글 😀 a\r\nb &amp; <i>c</i></p>\r\n<ul><li>x<li>y</ul>';
    const { verbatim, blocks } = parse(source);
    expect(verbatim).toBe(false);
    expect(blocks.map(({ start, end }) => source.slice(start, end))).toEqual([
      '한글 😀 a\r\nb &amp; <i>c',
      'x<li>y',
    ]);
  });

  it('reads pages nested deeper than the parser bears as text without tags', () => {
    const source = `${'<div>'.repeat(20_000)}<p>Deep down.</p><p>Twice.</p>`;
    const { blocks } = parse(source);
    expect(blocks.map(({ text }) => text.replace(/\s+/g, ' '))).toEqual(['Deep down. Twice.']);
    expect(source.slice(blocks[0]?.start).startsWith('Deep down.')).toBe(true);
  });

  it('finds nothing in a page without text', () => {
    expect(textsOf('<html><body><img src="a.png"><script>1</script></body></html>')).toEqual([]);
  });
});
