import { changeProse } from './code-ranges.js';
import type { CitedPassage } from './passage-sentences.js';

const quoted = /(["“”„«「『])([^"“”„«»「」『』\n]{1,600})(["“”»」』])/gu;
const quotedLine = /^([ \t]*)>[ \t]?([^\n]*)$/gmu;

/**
 * The answer without the quotation marks around what no passage says word for word: a quote is a
 * promise that it can be found. Short ones, of one or two words, name something and stay.
 */
export function withoutInventedQuotes(text: string, passages: readonly CitedPassage[]): string {
  const said = passages.map(({ title, heading, text }) => letters(`${title} ${heading} ${text}`));
  const stands = (quote: string): boolean =>
    quote
      .split(/\[?(?:…|\.{3})\]?/u)
      .map(letters)
      .every((part) => said.some((one) => one.includes(part)));
  return changeProse(text, (prose) =>
    prose
      .replace(quoted, (whole, _open: string, quote: string) =>
        quote.trim().split(/\s+/u).length < 3 || stands(quote) ? whole : quote,
      )
      .replace(quotedLine, (whole, indent: string, quote: string) =>
        stands(quote) ? whole : indent + quote,
      ),
  );
}

/** Letters and digits alone: markup, case and spacing are no part of what is said. */
function letters(text: string): string {
  return text
    .replace(/\[[\d,\s-]+\]/gu, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
