import { linesOf } from './parse-text.js';
import type { Span } from './split-blocks.js';

/** A stretch of Markdown that can be parsed on its own. */
export interface MarkdownSection extends Span {
  /** Whether remark would take far longer than its length warrants. */
  readonly costly: boolean;
}

const fenceMark = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const htmlStart = /^ {0,3}<(?:!--|(?:pre|script|style|textarea)\b)/i;
const htmlEnd = /-->|<\/(?:pre|script|style|textarea)>/i;

/**
 * Cuts Markdown before each `#` heading that starts a line after a blank one, outside code fences
 * and raw HTML: there CommonMark closes every open block, so each part parses as it does in the
 * whole, and a part that is too much for the parser costs no other part its structure.
 */
export function* markdownSections(source: string, whole: Span): Generator<MarkdownSection> {
  let start = whole.start;
  let afterBlank = true;
  let fence: string | undefined;
  let inHtml = false;
  let cost = new ParsingCost();
  for (const span of linesOf(source, whole)) {
    const line = source.slice(span.start, span.end).trimEnd();
    if (afterBlank && !fence && !inHtml && /^#{1,6}(?:[ \t]|$)/.test(line) && span.start > start) {
      yield { start, end: span.start, costly: cost.excessive };
      start = span.start;
      cost = new ParsingCost();
    }
    cost.add(line);
    afterBlank = line === '';
    const mark = fenceMark.exec(line)?.[1];
    if (fence) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
    } else if (inHtml) {
      inHtml = !htmlEnd.test(line);
    } else {
      fence = mark;
      inHtml = htmlStart.test(line) && !htmlEnd.test(line);
    }
  }
  yield { start, end: whole.end, costly: cost.excessive };
}

const containerMarks = /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/;

/**
 * What remark takes for a section, in microseconds, as fitted to measurements: ordinary lines cost
 * tens, but nesting costs its square, and so does every run of lines without a blank one between
 * (20,000 lines in one paragraph: 7 s; 2,000 nested list items: minutes).
 */
class ParsingCost {
  private lines = 0;
  private run = 0;
  private total = 0;

  add(line: string): void {
    const marks = containerMarks.exec(line)?.[0] ?? '';
    const nesting = marks.replace(/\s|\d/g, '').length;
    const indentation = marks === '' ? 0 : marks.search(/\S/);
    this.lines += 1;
    this.run = line === '' ? 0 : this.run + 1;
    this.total += 30 + 3.5 * nesting ** 2 + 0.06 * indentation ** 2 + 0.075 * this.run;
  }

  get excessive(): boolean {
    return this.total > 50_000 + 100 * this.lines;
  }
}
