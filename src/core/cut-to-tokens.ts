import type { Passage } from '../contracts/passage.js';

/** The beginning of a passage that is larger than the whole context, up to the end of a word. */
export function cutToTokens(passage: Passage, most: number): Passage {
  const { text, tokens, start } = passage;
  if (tokens <= most) return passage;
  const length = Math.floor((text.length * most) / tokens);
  const lastSpace = text.slice(0, length + 1).search(/\s\S*$/u);
  // Text without spaces is cut anywhere, except within a surrogate pair.
  const fallback = /[\uD800-\uDBFF]$/.test(text.slice(0, length)) ? length - 1 : length;
  const cut = text.slice(0, lastSpace > 0 ? lastSpace : fallback);
  return { ...passage, text: cut, tokens: most, end: start + cut.length };
}
