import { longestHeading, type ParsedBlocks, type ParsedDocument } from './document-block.js';
import { parseHtml } from './parse-html.js';
import { parseMarkdown } from './parse-markdown.js';
import { parseText } from './parse-text.js';

/**
 * Title, headings and blocks of a document, read as its file name says: Markdown, HTML, or else
 * plain text. Never fails: what a parser cannot cope with is taken as plain paragraphs.
 */
export function parseDocument(path: string, source: string): ParsedDocument {
  const fileName = path.slice(path.lastIndexOf('/') + 1);
  const { parse, verbatim } = formats.find(({ names }) => names.test(fileName)) ?? plainText;
  const { title = fileName.replace(/(.)\.[^.]+$/, '$1'), blocks } = parse(source);
  return { title: title.slice(0, longestHeading), source, verbatim, blocks };
}

interface Format {
  readonly names: RegExp;
  readonly verbatim: boolean;
  readonly parse: (source: string) => ParsedBlocks;
}

const formats: readonly Format[] = [
  { names: /\.(?:md|markdown|mdx)$/i, verbatim: true, parse: parseMarkdown },
  { names: /\.html?$/i, verbatim: false, parse: parseHtml },
];
const plainText: Format = {
  names: /./,
  verbatim: true,
  parse: (source) => ({ title: undefined, blocks: parseText(source) }),
};
