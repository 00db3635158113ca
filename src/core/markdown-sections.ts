import { linesOf } from './parse-text.js';
import type { Span } from './split-blocks.js';

const fenceMark = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const htmlStart = /^ {0,3}<(?:!--|(?:pre|script|style|textarea)\b)/i;
const htmlEnd = /-->|<\/(?:pre|script|style|textarea)>/i;

/**
 * Cuts Markdown before each `#` heading that starts a line after a blank one, outside code fences
 * and raw HTML: there CommonMark closes every open block, so each part parses as it does in the
 * whole, and a part that is too much for the parser costs no other part its structure.
 */
export function* markdownSections(source: string, whole: Span): Generator<Span> {
  let start = whole.start;
  let afterBlank = true;
  let fence: string | undefined;
  let inHtml = false;
  for (const span of linesOf(source, whole)) {
    const line = source.slice(span.start, span.end).trimEnd();
    if (afterBlank && !fence && !inHtml && /^#{1,6}(?:[ \t]|$)/.test(line) && span.start > start) {
      yield { start, end: span.start };
      start = span.start;
    }
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
  yield { start, end: whole.end };
}
