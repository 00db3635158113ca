/** Characters of a snippet: about one line of a terminal. */
export const snippetLength = 100;

/** The beginning of a text on one line; "…" marks a cut. */
export function snippetOf(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  const characters = [...line.slice(0, 2 * (snippetLength + 1))];
  if (characters.length <= snippetLength) return line;
  return `${characters
    .slice(0, snippetLength - 1)
    .join('')
    .trimEnd()}…`;
}
