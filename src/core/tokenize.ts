import { newStemmer } from 'snowball-stemmers';
import { stopWords } from './stop-words.js';

/** Raised whenever a text may get other terms than before: collections of another version are rebuilt. */
export const tokenizerVersion = 1;

/** One run of a text, normalised, and the terms it is searched by: none for a stop word. */
export interface Token {
  readonly text: string;
  /** Whether it is Hangul, Han or kana, whose terms are bigrams. */
  readonly cjk: boolean;
  /** Whether it touches the run before it, as the particle in "Qdrant는" does. */
  readonly attached: boolean;
  readonly terms: readonly string[];
}

/**
 * The terms a text is searched by, in order and with repeats. Hangul, Han and kana become bigrams,
 * so that a Korean particle costs one term and not the word; all other words are stemmed as English,
 * without stop words; identifiers stand whole and in parts, so that either finds them.
 */
export function tokenize(text: string): string[] {
  const terms: string[] = [];
  for (const run of text.normalize('NFKC').match(runs) ?? []) {
    for (const term of termsOf(run)) terms.push(term);
  }
  return terms;
}

/** The runs of a text with their terms, in order. Takes linear time and any string. */
export function tokens(text: string): Token[] {
  let end = -1;
  return Array.from(text.normalize('NFKC').matchAll(runs), ({ 0: run, 1: cjkRun, index }) => {
    const attached = index === end;
    end = index + run.length;
    return { text: run, cjk: cjkRun !== undefined, attached, terms: termsOf(run) };
  });
}

const cjk = String.raw`\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆`;
const word = String.raw`[[\p{L}\p{N}\p{M}]--[${cjk}]]+`;
/** A run of bigram script, or words chained to one name: snake_case, kebab-case, dotted.name, 1.24.0. */
const runs = new RegExp(String.raw`([${cjk}]+)|${word}(?:(?:_+|[.\-])${word})*`, 'gv');
const startsInBigramScript = new RegExp(`^[${cjk}]`, 'u');
const chain = /[_.-]+/u;
/** camelCase, PascalCase and HTTPServer; digits stay with the letters before them (sha256, gpt4o). */
const humps = /\p{Lu}+(?!\p{Ll})\p{N}*|\p{Lu}?[\p{Ll}\p{M}\p{N}]+|[^\p{Lu}\p{Ll}\p{M}\p{N}]+/gu;

/** Nothing longer is a word or a name (a sha256 in hex has 64): keys, encoded data. */
const longest = 64;
const stemmer = newStemmer('english');
/** Stemming is most of the work and texts repeat their words: remembered, it takes a tenth of the time. */
const known = new Map<string, readonly string[]>();
const mostKnown = 50_000;

function termsOf(run: string): readonly string[] {
  // Quicker to take apart than to look up, and Korean has too many forms of a word to remember.
  if (startsInBigramScript.test(run)) return bigrams(run);
  const before = known.get(run);
  if (before) return before;
  const terms = wordTerms(run);
  if (known.size >= mostKnown) known.clear();
  // Long ones are rarely met again.
  if (run.length <= longest) known.set(run, terms);
  return terms;
}

function wordTerms(run: string): string[] {
  const words = run.split(chain);
  const terms = words.flatMap(partTerms);
  const isName = words.length > 1 && run.length <= longest;
  return isName ? [run.toLowerCase(), ...terms] : terms;
}

function partTerms(part: string): string[] {
  const lower = part.toLowerCase();
  if (part.length > longest) return [lower.slice(0, longest)];
  const parts = part.match(humps) ?? [];
  const terms = parts.map((hump) => hump.toLowerCase()).filter((hump) => !stopWords.has(hump));
  const stemmed = terms.map((term) => stemmer.stem(term));
  return parts.length > 1 ? [lower, ...stemmed] : stemmed;
}

function bigrams(run: string): string[] {
  const terms: string[] = [];
  let before = '';
  for (const character of run) {
    if (before !== '') terms.push(before + character);
    before = character;
  }
  return terms.length > 0 ? terms : [run];
}
