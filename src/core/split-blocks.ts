/** A stretch of a text: offsets in UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A paragraph or list item (`prose`), a heading, a table row or the inside of a fenced code block. */
export interface Block extends Span {
  readonly kind: 'prose' | 'heading' | 'table' | 'code';
}

/**
 * The blocks of Markdown or plain text in order, without their marks and the white space around
 * them. Where lines are wrapped a paragraph continues on the next line; otherwise every line is its own.
 */
export function splitBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: OpenBlock | undefined;
  const close = (): void => {
    if (open !== undefined) blocks.push(...trimmed(text, open));
    open = undefined;
  };
  for (const line of lines(text)) {
    const fence = fenceMark.exec(line.text)?.[1];
    if (open?.kind === 'code') {
      if (fence?.startsWith(open.fence) === true) close();
      else open.end = line.end;
    } else if (fence !== undefined) {
      close();
      open = { kind: 'code', start: line.end, end: line.end, fence, wraps: false };
    } else if (separator.test(line.text)) {
      close();
    } else if (open?.wraps === true && !startsBlock.test(line.text)) {
      open.end = line.end;
      open.wraps = wraps(line.text);
    } else {
      close();
      open = lineBlock(line);
    }
  }
  close();
  return blocks;
}

interface OpenBlock {
  readonly kind: Block['kind'];
  readonly start: number;
  end: number;
  readonly fence: string;
  /** Whether its last line looks as if the sentence went on in the next one. */
  wraps: boolean;
}

interface Line extends Span {
  readonly text: string;
}

const fenceMark = /^[ \t]*(`{3,}|~{3,})/u;
/** Blank lines, rules, underlines of headings and the line under a table's head. */
const separator = /^[ \t]*(?:[-=*_|:][-=*_|: \t]*)?\r?$/u;
const headingMark = /^ {0,3}#{1,6}[ \t]+/u;
const tableMark = /^[ \t]*\|/u;
/** Quote marks, then a bullet or number, then the box of a task. */
const itemMark = /^[ \t]*(?:>[ \t]?)*(?:(?:[-*+•·]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?/u;
const startsBlock = /^[ \t]*(?:[>|]|#{1,6}[ \t]|(?:[-*+•·]|\d{1,3}[.)])[ \t])/u;
const sentenceEnd = /[.!?:;。！？…]["'”’)\]*_`]*\s*$/u;
const wide = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
/** Text is wrapped at 70 to 120 columns; a shorter line ends where its author ended it. */
const wrapColumn = 60;

function lineBlock({ text, start, end }: Line): OpenBlock {
  const heading = headingMark.exec(text)?.[0];
  if (heading !== undefined)
    return { kind: 'heading', start: start + heading.length, end, fence: '', wraps: false };
  if (tableMark.test(text)) return { kind: 'table', start, end, fence: '', wraps: false };
  const mark = itemMark.exec(text)?.[0] ?? '';
  return { kind: 'prose', start: start + mark.length, end, fence: '', wraps: wraps(text) };
}

function wraps(line: string): boolean {
  const columns = line.length + (line.match(wide)?.length ?? 0);
  return columns >= wrapColumn && !sentenceEnd.test(line);
}

function* lines(text: string): Generator<Line> {
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    yield { start, end, text: text.slice(start, end) };
    start = end + 1;
  }
}

function trimmed(text: string, { kind, start, end }: Block): Block[] {
  const content = text.slice(start, end);
  const from = start + content.length - content.trimStart().length;
  const to = start + content.trimEnd().length;
  return from < to ? [{ kind, start: from, end: to }] : [];
}
