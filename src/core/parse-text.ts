import type { DocumentBlock } from './document-block.js';
import type { Span } from './split-blocks.js';

/** Paragraphs of a stretch of text, parted by blank lines, all under the same headings. Linear time. */
export function parseText(
  source: string,
  { start, end }: Span = { start: 0, end: source.length },
  headingPath: readonly string[] = [],
): DocumentBlock[] {
  const blocks: DocumentBlock[] = [];
  let open: { readonly start: number; end: number } | undefined;
  const close = () => {
    if (open) {
      const text = source.slice(open.start, open.end);
      blocks.push({ kind: 'text', headingPath, text, ...open });
    }
    open = undefined;
  };
  for (const line of linesOf(source, { start, end })) {
    const text = source.slice(line.start, line.end);
    const content = text.trimEnd();
    if (content === '') {
      close();
      continue;
    }
    open ??= { start: line.start + text.length - text.trimStart().length, end: line.end };
    open.end = line.start + content.length;
  }
  close();
  return blocks;
}

/** The lines of a stretch of text without their line feeds. */
export function* linesOf(source: string, { start, end }: Span): Generator<Span> {
  for (let at = start; at < end;) {
    const feed = source.indexOf('\n', at);
    const lineEnd = feed === -1 || feed > end ? end : feed;
    yield { start: at, end: lineEnd };
    at = lineEnd + 1;
  }
}
