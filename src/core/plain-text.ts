/** Stands for a code span. No document holds one: a text with a NUL is binary, and quarantined. */
const shield = '\0';

/**
 * Markdown as it reads in a sentence: without emphasis, link targets, images, tags, comments and
 * footnote marks; the items of a list and the cells of a table in one line. Code spans stay as they are.
 */
export function plainText(markdown: string): string {
  const code: string[] = [];
  return markdown
    .replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/gu, (span) => {
      code.push(span);
      return shield;
    })
    .replace(/<!--[\s\S]*?-->/gu, ' ')
    .replace(/!\[[^[\]]*\]\([^()\s]*\)/gu, '')
    .replace(/\[([^[\]]*)\]\([^()\s]*\)/gu, '$1')
    .replace(/ ?\[\^?\d{1,3}\]/gu, '')
    .replace(/<\/?[a-zA-Z][^<>]{0,200}>/gu, ' ')
    .replace(/\*\*|(?<![\p{L}\p{N}_])__|__(?![\p{L}\p{N}_])/gu, '')
    .replace(/(?<![\p{L}\p{N}*])\*(?=\S)|(?<=\S)\*(?![\p{L}\p{N}*])/gu, '')
    .replace(/:[ \t]*\n\s*(?:[-*+•·]|\d{1,3}[.)])[ \t]+/gu, ': ')
    .replace(/(?<=[.!?。！？…;,])\n[ \t]*(?:[-*+•·]|\d{1,3}[.)])[ \t]+/gu, ' ')
    .replace(/\n[ \t]*(?:[-*+•·]|\d{1,3}[.)])[ \t]+/gu, '; ')
    .replace(/^[ \t]*\||\|[ \t]*$/gmu, '')
    .replace(/[ \t]+\|[ \t]+/gu, ', ')
    .replace(/\s+/gu, ' ')
    .replaceAll(shield, () => code.shift() ?? '')
    .trim();
}
