import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';

/** `cl100k_base` is that of OpenAI's text-embedding-3 models, `o200k_base` that of GPT-4o and later. */
export type TokenEncoding = 'cl100k_base' | 'o200k_base';

const counters = { cl100k_base: countCl100k, o200k_base: countO200k } as const;

/** Documents may speak of `<|endoftext|>`: it is text there, not a command. */
const specialTokensAreText = { disallowedSpecial: new Set<string>() };

/** Merging takes the square of a run's length: 16,000 letters without a break take 0.1 s, 1 MB minutes. */
const longestRun = 256;
const longRuns = new RegExp(
  `([\\p{L}\\p{M}]{${longestRun},}|[^\\s\\p{L}\\p{N}]{${longestRun},}|\\s{${longestRun},})`,
  'u',
);
const runPieces = new RegExp(`[^]{1,${longestRun}}`, 'gu');

/**
 * Tokens of a text as the vendor counts them. Exact, except that runs of more than 256 letters,
 * marks or blanks are counted in pieces, which can come out a token or so higher per piece.
 */
export function countTokens(text: string, encoding: TokenEncoding): number {
  const count = counters[encoding];
  if (!mayHoldLongRun(text)) return count(text, specialTokensAreText);
  let tokens = 0;
  // Splitting by a group puts the long runs at the odd places.
  text.split(longRuns).forEach((part, at) => {
    const pieces = at % 2 === 0 ? [part] : (part.match(runPieces) ?? []);
    for (const piece of pieces) tokens += count(piece, specialTokensAreText);
  });
  return tokens;
}

/** Cheap: most texts have a blank here and there, and never hundreds of them. */
function mayHoldLongRun(text: string): boolean {
  let run = 0;
  let wasBlank = false;
  for (let at = 0; at < text.length; at += 1) {
    const isBlank = text.charCodeAt(at) <= 0x20;
    run = isBlank === wasBlank ? run + 1 : 1;
    if (run >= longestRun) return true;
    wasBlank = isBlank;
  }
  return false;
}
