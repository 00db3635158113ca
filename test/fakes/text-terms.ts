const stopWords = new Set(
  'a an and are as at be by can did do does for from had has have how if in is it its of on or that the their there they this to was were what when where which who why will with you your'.split(
    ' ',
  ),
);

/**
 * Terms by which the fakes compare texts: lower-case Latin words without stop words and plural "s",
 * and character bigrams of Hangul runs (a single syllable stands for itself).
 */
export function textTerms(text: string): string[] {
  const terms: string[] = [];
  for (const [run] of text.toLowerCase().matchAll(/[\p{Script=Hangul}]+|[\p{L}\p{N}]+/gu)) {
    if (/\p{Script=Hangul}/u.test(run)) terms.push(...bigrams(run));
    else if (!stopWords.has(run)) terms.push(run.length > 3 ? run.replace(/s$/, '') : run);
  }
  return terms;
}

function bigrams(run: string): string[] {
  const characters = [...run];
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

/** What the fakes bill for a text: a token per four characters, rounded up. */
export function fakeTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
