/** Where a text is said to come from. `at` is the offset in the text without markers. */
export interface Marker {
  readonly at: number;
  readonly numbers: readonly number[];
}

/** [1], [1, 2], [1-3], [^1], [passage 1], 【1】, with the blanks before; not in code, not a link. */
const marker =
  /(?<code>`{3}[\s\S]*?(?:`{3}|$)|`[^`\n]*`)|[ \t]{0,3}[[【]\^?(?:passages?\s)?(?<list>\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,20})[\]】](?!\()/giu;

/** Takes the citation markers out of a model's answer; code keeps its brackets. */
export function takeMarkers(text: string): { clean: string; markers: Marker[] } {
  const numbersAt = new Map<number, number[]>();
  let clean = '';
  let from = 0;
  for (const match of text.matchAll(marker)) {
    const list = match.groups?.['list'];
    if (list === undefined) continue;
    clean += text.slice(from, match.index);
    from = match.index + match[0].length;
    const numbers = numbersAt.get(clean.length) ?? [];
    numbers.push(...numbersIn(list));
    numbersAt.set(clean.length, numbers);
  }
  const markers = Array.from(numbersAt, ([at, numbers]) => ({ at, numbers }));
  return { clean: clean + text.slice(from), markers };
}

/** Puts markers into a text: those of one place together, each once. */
export function putMarkers(
  text: string,
  placed: readonly { readonly at: number; readonly number: number }[],
): string {
  const numbersAt = new Map<number, Set<number>>();
  for (const { at, number } of placed) {
    numbersAt.set(at, (numbersAt.get(at) ?? new Set()).add(number));
  }
  let from = 0;
  const parts = [...numbersAt]
    .sort(([a], [b]) => a - b)
    .map(([at, numbers]) => {
      const brackets = Array.from(numbers, (number) => `[${number}]`).join('');
      const part = `${text.slice(from, at)} ${brackets}`;
      from = at;
      return part;
    });
  return parts.join('') + text.slice(from);
}

/** "1, 3-5" is 1, 3, 4 and 5; a range of more than ten is no list of sources. */
function numbersIn(list: string): number[] {
  return list.split(/[,;]/u).flatMap((part) => {
    const [first = 0, last = first] = part.split(/[–-]/u).map(Number);
    const length = last >= first && last - first < 10 ? last - first + 1 : 0;
    return Array.from({ length }, (_, offset) => first + offset);
  });
}
