import MarkdownIt, { type Token } from 'markdown-it';
import {
  longestHeading,
  Outline,
  type DocumentBlock,
  type ParsedBlocks,
} from './document-block.js';
import { readFrontMatter } from './front-matter.js';
import { markdownSections } from './markdown-sections.js';
import { linesOf, parseText } from './parse-text.js';
import type { Span } from './split-blocks.js';

/**
 * Blocks of CommonMark with GitHub's tables, cut out of the source as they stand, with their
 * headings. Sections nested too deeply for the parser become plain paragraphs under their heading.
 */
export function parseMarkdown(source: string): ParsedBlocks {
  const frontMatter = readFrontMatter(source);
  const outline = new Outline();
  const blocks = readBlocks(source, { start: frontMatter.end, end: source.length }, outline);
  return { title: frontMatter.title ?? outline.title, blocks };
}

function readBlocks(source: string, span: Span, outline: Outline): DocumentBlock[] {
  const tokens = blockTokens(source.slice(span.start, span.end));
  if (tokens) return toBlocks(source, span, tokens, outline);
  const sections = [...markdownSections(source, span)];
  if (sections.length > 1) {
    return sections.flatMap((section) => readBlocks(source, section, outline));
  }
  const [first = span] = linesOf(source, span);
  if (source[first.start] !== '#') return parseText(source, span, outline.path);
  const heading = readBlocks(source, first, outline);
  return [...heading, ...parseText(source, { ...span, start: first.end }, outline.path)];
}

/** With a limit to the nesting, a list nested too deeply would take the rest of the document with it. */
const parser = new MarkdownIt('commonmark', { maxNesting: Infinity });
parser.enable(['table', 'strikethrough']);

/** Blocks alone: they take a twentieth of the time that their inline markup would. */
function blockTokens(markdown: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  try {
    parser.block.parse(withPlainLineEnds(markdown), parser, {}, tokens);
  } catch (error) {
    // The parser's stack holds some thousand nested blocks.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return tokens;
}

/** As the parser wants them, with every offset left as it is: blanks at the end of a line mean nothing. */
function withPlainLineEnds(markdown: string): string {
  return markdown.replace(/^\ufeff/, ' ').replace(/\r\n?/g, (end) => (end === '\r' ? '\n' : ' \n'));
}

const kinds: Readonly<Record<string, DocumentBlock['kind']>> = {
  heading_open: 'heading',
  paragraph_open: 'text',
  blockquote_open: 'text',
  html_block: 'text',
  reference_definition: 'text',
  bullet_list_open: 'list',
  ordered_list_open: 'list',
  table_open: 'table',
  fence: 'code',
  code_block: 'code',
};
/** In these the blanks before the first line belong to it. */
const indented: readonly string[] = ['code_block', 'html_block'];

function toBlocks(
  source: string,
  span: Span,
  tokens: readonly Token[],
  outline: Outline,
): DocumentBlock[] {
  const lineStarts = [...linesOf(source, span)].map(({ start }) => start);
  return tokens.flatMap((token, at): DocumentBlock[] => {
    const { type, level, map } = token;
    const kind = kinds[type];
    if (kind === undefined || level > 0 || !map) return [];
    const from = lineStarts[map[0]] ?? span.end;
    const whole = source.slice(from, lineStarts[map[1]] ?? span.end).trimEnd();
    if (whole.trim() === '') return [];
    const start = indented.includes(type) ? from : from + whole.length - whole.trimStart().length;
    const end = from + whole.length;
    const text = source.slice(start, end);
    const heading = kind === 'heading' ? headingOf(text, tokens[at + 1]) : '';
    const headingPath = heading ? outline.enter(Number(token.tag.slice(1)), heading) : outline.path;
    return [
      { kind: kind === 'heading' && !heading ? 'text' : kind, headingPath, text, start, end },
    ];
  });
}

/** What a reader sees of a heading; nothing where it is empty or a paragraph by mistake. */
function headingOf(markdown: string, inline: Token | undefined): string {
  if (markdown.length > longestHeading) return '';
  // Links whose address stands elsewhere are unknown to a heading on its own.
  return readable(parser.parseInline(inline?.content ?? '', {}))
    .replace(/!?\[([^[\]]*)\]\[[^[\]]*\]/g, '$1')
    .replace(/\[([^[\]]*)\]\[[^[\]]*\]/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Inline Markdown without its marks. Raw HTML is markup, not text. */
function readable(tokens: readonly Token[]): string {
  return tokens
    .map(({ type, content, children }) => {
      if (children) return readable(children);
      if (type === 'html_inline') return '';
      return type.endsWith('break') ? ' ' : content;
    })
    .join('');
}
