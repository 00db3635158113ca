import type { Heading, Nodes, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
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
 * headings. Sections the parser cannot cope with become plain paragraphs under their heading.
 */
export function parseMarkdown(source: string): ParsedBlocks {
  const frontMatter = readFrontMatter(source);
  const outline = new Outline();
  const blocks: DocumentBlock[] = [];
  for (const section of markdownSections(source, { start: frontMatter.end, end: source.length })) {
    blocks.push(...parseSection(source, section, section.costly, outline));
  }
  return { title: frontMatter.title ?? outline.title, blocks };
}

function parseSection(
  source: string,
  section: Span,
  costly: boolean,
  outline: Outline,
): DocumentBlock[] {
  if (!costly) {
    try {
      return toBlocks(source, section, outline);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  const [first = section] = linesOf(source, section);
  if (source[first.start] !== '#') return parseText(source, section, outline.path);
  const heading = toBlocks(source, first, outline);
  return [...heading, ...parseText(source, { ...section, start: first.end }, outline.path)];
}

/** Only blocks matter here; without inline markup remark is faster and no longer quadratic in it. */
const blockParser = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .data('micromarkExtensions', [
    {
      disable: {
        null: [
          'attention',
          'autolink',
          'characterEscape',
          'characterReference',
          'codeText',
          'emailAutolink',
          'gfmFootnoteCall',
          'gfmPotentialFootnoteCall',
          'hardBreakEscape',
          'htmlText',
          'labelEnd',
          'labelStartImage',
          'labelStartLink',
          'protocolAutolink',
          'strikethrough',
          'tasklistCheck',
          'wwwAutolink',
        ],
      },
    },
  ]);
const inlineParser = unified().use(remarkParse).use(remarkGfm);

function toBlocks(source: string, section: Span, outline: Outline): DocumentBlock[] {
  const { children } = blockParser.parse(source.slice(section.start, section.end));
  return children.flatMap((node): DocumentBlock[] => {
    const start = section.start + (node.position?.start.offset ?? 0);
    const end = section.start + (node.position?.end.offset ?? 0);
    const text = source.slice(start, end);
    if (node.type === 'thematicBreak' || text.trim() === '') return [];
    if (node.type !== 'heading' || text.length > longestHeading) {
      return [{ kind: kindOf(node), headingPath: outline.path, text, start, end }];
    }
    const heading = headingText(node, text);
    if (heading === '') return [{ kind: 'text', headingPath: outline.path, text, start, end }];
    const headingPath = outline.enter(node.depth, heading);
    return [{ kind: 'heading', headingPath, text, start, end }];
  });
}

function kindOf({ type }: RootContent): DocumentBlock['kind'] {
  return type === 'code' || type === 'list' || type === 'table' ? type : 'text';
}

const inlineMarkup = /[\\`*_[<&~]/;

/** Without its marks. Links whose address stands elsewhere are unknown to a heading on its own. */
function headingText(node: Heading, markdown: string): string {
  return plainText(inlineMarkup.test(markdown) ? inlineParser.parse(markdown) : node)
    .replace(/!?\[([^[\]]*)\]\[[^[\]]*\]/g, '$1')
    .replace(/\[([^[\]]*)\]\[[^[\]]*\]/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What a reader sees of inline Markdown. Raw HTML is markup, not text. */
function plainText(node: Nodes): string {
  if (node.type === 'html') return '';
  if ('value' in node) return node.value;
  if ('alt' in node) return node.alt ?? '';
  return 'children' in node ? node.children.map(plainText).join('') : '';
}
