import type { Element, Nodes, Root } from 'hast';
import rehypeParse from 'rehype-parse';
import { unified } from 'unified';
import {
  longestHeading,
  Outline,
  type DocumentBlock,
  type ParsedBlocks,
} from './document-block.js';
import { extractText, isElement, isSkipped, textRange } from './html-text.js';
import { parseText } from './parse-text.js';

/** The readable text of an HTML page as blocks with their headings; scripts and navigation left out. */
export function parseHtml(source: string): ParsedBlocks {
  try {
    const reader = new HtmlReader();
    reader.read(unified().use(rehypeParse).parse(source));
    return { title: reader.outline.title ?? reader.title, blocks: reader.blocks };
  } catch (error) {
    // Thousands of nested elements are more than the parser's stack holds.
    if (!(error instanceof RangeError)) throw error;
    return { title: undefined, blocks: parseText(withoutTags(source)) };
  }
}

/** Tags blanked out, so that offsets stay what they are. */
function withoutTags(source: string): string {
  return source.replace(/<[^<>]*>/g, (tag) => ' '.repeat(tag.length));
}

const headings = /^h([1-6])$/;
const wholes: Readonly<Record<string, DocumentBlock['kind']>> = {
  pre: 'code',
  table: 'table',
  ul: 'list',
  ol: 'list',
  dl: 'list',
};
const inline = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr br'.split(
    ' ',
  ),
);

class HtmlReader {
  readonly outline = new Outline();
  readonly blocks: DocumentBlock[] = [];
  title: string | undefined;
  /** Inline content of the paragraph under way. */
  private paragraph: Nodes[] = [];

  read(root: Root): void {
    this.visitAll(root.children);
    this.closeParagraph();
  }

  private visitAll(nodes: readonly Nodes[]): void {
    for (const node of nodes) this.visit(node);
  }

  private visit(node: Nodes): void {
    if (node.type === 'text') this.paragraph.push(node);
    if (!isElement(node)) return;
    if (node.tagName === 'title') this.title ??= extractText([node]) || undefined;
    if (isSkipped(node) || node.tagName === 'title') return;
    if (inline.has(node.tagName) && !holdsBlocks(node)) {
      this.paragraph.push(node);
      return;
    }
    this.closeParagraph();
    const level = headings.exec(node.tagName)?.[1];
    const kind = wholes[node.tagName];
    if (level !== undefined) this.addHeading(node, Number(level));
    else if (kind !== undefined && !holdsHeadings(node)) this.add(kind, [node]);
    else this.visitAll(node.children);
    this.closeParagraph();
  }

  private closeParagraph(): void {
    this.add('text', this.paragraph);
    this.paragraph = [];
  }

  private addHeading(element: Element, level: number): void {
    const heading = extractText([element]).replace(/\s+/g, ' ');
    if (heading === '' || heading.length > longestHeading) return this.add('text', [element]);
    this.add('heading', [element], this.outline.enter(level, heading));
  }

  private add(
    kind: DocumentBlock['kind'],
    nodes: readonly Nodes[],
    headingPath = this.outline.path,
  ): void {
    const text = extractText(nodes);
    const range = textRange(nodes);
    if (text !== '' && range) this.blocks.push({ kind, headingPath, text, ...range });
  }
}

/** Old pages lay themselves out in tables; such a table is a page, not a table. */
function holdsHeadings(element: Element): boolean {
  return holds(element, ({ tagName }) => headings.test(tagName));
}

/** A link or a span around a whole card of a page. */
function holdsBlocks(element: Element): boolean {
  return holds(element, ({ tagName }) => !inline.has(tagName));
}

function holds({ children }: Element, wanted: (element: Element) => boolean): boolean {
  return children.some((child) => isElement(child) && (wanted(child) || holds(child, wanted)));
}
