/** Repeatable random numbers for property tests (mulberry32). */
export interface PseudoRandom {
  /** An integer from 0 to below the limit. */
  below(limit: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  shuffled<T>(items: readonly T[]): T[];
}

export function pseudoRandom(seed: number): PseudoRandom {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    shuffled: (items) =>
      items
        .map((item) => ({ item, key: next() }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item),
  };
}

/** Text made of everything that has broken a text function before. */
export function awkwardText(random: PseudoRandom, pieces: number): string {
  return Array.from({ length: pieces }, () => random.pick(awkwardPieces)).join('');
}

const awkwardPieces = [
  ' ',
  '\n',
  '\r\n',
  '\n\n',
  '\t',
  '. ',
  '? ',
  '! ',
  '다. ',
  '요.',
  '다.그는 ',
  '# ',
  '- ',
  '1. ',
  '> ',
  '| ',
  '```',
  '~~~\n',
  '`',
  '**',
  '_',
  '[1]',
  '[2, 3]',
  '[',
  ']',
  '(',
  ')',
  '<passage',
  '</passage>',
  '"',
  '’',
  '\ud800',
  '\udc00',
  '\u0000',
  '👩‍👩‍👧',
  'é',
  'e\u0301',
  'ﬁ',
  '①',
  '漢字',
  'カタカナ',
  '한국어 문장이',
  '재시도',
  '2010년',
  'Holdfast',
  'maxRetries',
  'max_retries',
  'e.g.',
  '3.14',
  'http://a.b/c?d=e',
  'retries five times',
  'a',
  '5',
] as const;
