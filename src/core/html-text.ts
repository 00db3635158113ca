import type { Element, Nodes } from 'hast';
import type { Span } from './split-blocks.js';

const skipped = new Set(
  'script style template nav noscript svg iframe object canvas head datalist select'.split(' '),
);
/** Elements whose content begins on a line of its own. */
const lines = new Set(
  'p div section article blockquote li dt dd tr caption ul ol dl table tbody thead tfoot pre figure figcaption address h1 h2 h3 h4 h5 h6 hr details summary'.split(
    ' ',
  ),
);

const invisible = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b/i;

/**
 * Whether a reader of the page would not see it, as far as the page itself says so; style sheets are not
 * read. What is hidden from screen readers is decoration. `head` is left to the caller, for its title.
 */
export function isSkipped({ tagName, properties }: Element): boolean {
  const { hidden, ariaHidden, style } = properties;
  return (
    (skipped.has(tagName) && tagName !== 'head') ||
    hidden === true ||
    ariaHidden === 'true' ||
    invisible.test(String(style ?? ''))
  );
}

export function isElement(node: Nodes): node is Element {
  return node.type === 'element';
}

/**
 * Text as a reader sees it: blanks are one space except in `pre`, list items carry a dash and their
 * depth, the cells of a table row are parted by bars.
 */
export function extractText(nodes: readonly Nodes[]): string {
  const writer = new LineWriter();
  for (const node of nodes) write(writer, node, 0);
  return writer.text;
}

/** From the first character of text to the last, as the source has them. */
export function textRange(nodes: readonly Nodes[]): Span | undefined {
  let range: Span | undefined;
  const widen = (node: Nodes): void => {
    if (isElement(node)) {
      if (!isSkipped(node)) node.children.forEach(widen);
    } else if (node.type === 'text' && node.value.trim() !== '') {
      const start = node.position?.start.offset ?? 0;
      const end = node.position?.end.offset ?? 0;
      range = {
        start: Math.min(range?.start ?? start, start),
        end: Math.max(range?.end ?? end, end),
      };
    }
  };
  nodes.forEach(widen);
  return range;
}

function write(writer: LineWriter, node: Nodes, depth: number): void {
  if (node.type === 'text') writer.inline(node.value);
  if (!isElement(node) || isSkipped(node)) return;
  const { tagName, children } = node;
  if (tagName === 'br') return writer.newLine();
  if (tagName === 'img') return writer.inline(String(node.properties['alt'] ?? ''));
  const ownLine = lines.has(tagName);
  if (ownLine) writer.newLine();
  if (tagName === 'li') writer.mark(`${'  '.repeat(Math.max(0, depth - 1))}- `);
  if (tagName === 'td' || tagName === 'th') writer.cell();
  const inner = tagName === 'ul' || tagName === 'ol' ? depth + 1 : depth;
  if (tagName === 'pre') writer.verbatim(children.map(rawText).join(''));
  else for (const child of children) write(writer, child, inner);
  if (ownLine) writer.newLine();
}

function rawText(node: Nodes): string {
  if (node.type === 'text') return node.value;
  return isElement(node) ? node.children.map(rawText).join('') : '';
}

class LineWriter {
  private readonly lines: string[] = [];
  private line = '';
  private marked = '';

  get text(): string {
    this.newLine();
    return this.lines.join('\n').trimEnd();
  }

  inline(text: string): void {
    this.line += text.replace(/\s+/g, ' ');
  }

  /** Stands before the next line that has text. */
  mark(mark: string): void {
    this.marked = mark;
  }

  cell(): void {
    if (this.line.trim() !== '') this.line += ' | ';
  }

  verbatim(text: string): void {
    this.newLine();
    this.lines.push(text.trimEnd());
  }

  newLine(): void {
    const text = this.line.replace(/ {2,}/g, ' ').trim();
    if (text !== '') {
      this.lines.push(this.marked + text);
      this.marked = '';
    }
    this.line = '';
  }
}
