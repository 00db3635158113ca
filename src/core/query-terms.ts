import { hashTerm } from './hash-term.js';
import { isParticle, koreanStem } from './korean-stem.js';
import { tokenize, tokens, type Token } from './tokenize.js';

/** A question as the lexical leg sees it: sparse term ids with the words they came from. */
export interface QueryTerms {
  /** Distinct ids, unsigned 32-bit. */
  readonly ids: readonly number[];
  /** For each word of the question that carries meaning: positions in `ids` of its terms. */
  readonly words: readonly (readonly number[])[];
}

/** Every term of the question for ranking, and which of them are evidence. Empty for stop words alone. */
export function queryTerms(question: string): QueryTerms {
  const ids = [...new Set(tokenize(question).map(hashTerm))];
  const positions = new Map(ids.map((id, position) => [id, position]));
  const words = meaningfulWords(question).map((terms) => [
    ...new Set(terms.flatMap((term) => positions.get(hashTerm(term)) ?? [])),
  ]);
  return { ids, words };
}

/**
 * The terms of each word that a passage could speak of: no question words, particles or endings, and
 * of an identifier its parts, however it is spelled. A question of nothing else keeps all its words.
 */
export function meaningfulWords(question: string): string[][] {
  const all = tokens(question);
  const meaningful = all.map(evidence).filter((terms) => terms.length > 0);
  if (meaningful.length > 0) return meaningful;
  return all.map(({ terms }) => [...terms]).filter((terms) => terms.length > 0);
}

const hangul = /^\p{Script=Hangul}+$/u;

function evidence({ text, cjk, attached, terms }: Token): string[] {
  if (hangul.test(text)) return attached && isParticle(text) ? [] : tokenize(koreanStem(text));
  const isName = !cjk && terms.length > 1;
  return terms.filter((term) => !(isName && term === text.toLowerCase()));
}
