import type { Span } from './split-blocks.js';

const fence = /^([ \t]*)(`{3,}|~{3,})(.*)$/u;
const span = /(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/gu;

/**
 * Code blocks and code spans of Markdown, in order. Where renderers could disagree whether something
 * is code it is not taken for code, so that what is allowed in code only never reaches them as text.
 */
export function codeRanges(text: string): Span[] {
  const ranges: Span[] = [];
  let open: { start: number; indent: number; mark: string } | undefined;
  let proseStart = 0;
  const closeProse = (end: number): void => {
    for (const { 0: code, index } of text.slice(proseStart, end).matchAll(span)) {
      // In a table a bar ends the cell, and with it the code.
      if (code.includes('|')) continue;
      ranges.push({ start: proseStart + index, end: proseStart + index + code.length });
    }
  };
  const closeFence = (end: number): void => {
    if (open === undefined) return;
    ranges.push({ start: open.start, end });
    open = undefined;
    proseStart = end;
  };
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline + 1;
    const line = text.slice(start, end).trimEnd();
    const [, indent = '', mark = '', info = ''] = fence.exec(line) ?? [];
    // A block inside a list item ends with the item.
    if (open !== undefined && line !== '' && indentOf(line) < open.indent) closeFence(start);
    if (open === undefined) {
      if (mark !== '' && !(mark.startsWith('`') && info.includes('`'))) {
        closeProse(start);
        open = { start, indent: indent.length, mark };
      }
    } else if (info === '' && mark.startsWith(open.mark)) {
      closeFence(end);
    }
    start = end;
  }
  if (open === undefined) closeProse(text.length);
  else closeFence(text.length);
  return ranges;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The text without its code. */
export function withoutCode(text: string): string {
  let from = 0;
  const prose = codeRanges(text).map(({ start, end }) => {
    const before = text.slice(from, start);
    from = end;
    return before;
  });
  return [...prose, text.slice(from)].join(' ');
}

/** One private character for each piece of code while the text around it is changed. */
const firstStandIn = 0xf0000;
const mostStandIns = 0xfffd;
const standIns = /[\u{f0000}-\u{ffffd}]/gu;

/** Changes what is not code. The change may remove or move a piece of code, which it sees as one character. */
export function changeProse(text: string, change: (prose: string) => string): string {
  const clean = text.replace(standIns, '');
  const code: string[] = [];
  let prose = '';
  let from = 0;
  for (const { start, end } of codeRanges(clean).slice(0, mostStandIns)) {
    prose += clean.slice(from, start) + String.fromCodePoint(firstStandIn + code.length);
    code.push(clean.slice(start, end));
    from = end;
  }
  return change(prose + clean.slice(from)).replace(
    standIns,
    (standIn) => code[(standIn.codePointAt(0) ?? 0) - firstStandIn] ?? '',
  );
}
