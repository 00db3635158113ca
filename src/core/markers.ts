import { changeProse, codeRanges } from './code-ranges.js';

/** Where a text is said to come from. `at` is the offset in the text without markers. */
export interface Marker {
  readonly at: number;
  readonly numbers: readonly number[];
}

const source =
  '(?:sources?|passages?|documents?|docs?|references?|refs?|citations?|cite|chunks?|출처|문서|자료|근거|구절|참고|quellen?|fuentes?|出典|来源)';
const and = '(?:[,;、·&~–—-]|and|und|et|y|및|와|과|to)';
const number = String.raw`\^?(?:${source}[\s.:#]{0,3})?[\d０-９]{1,3}`;
/** "1", "1, 3-5", "Source 1 and Source 2". */
const list = String.raw`${number}(?:\s{0,2}${and}\s{0,2}${number}){0,20}`;
const opening = String.raw`[\[【［〔]`;
const closing = String.raw`[\]】］〕]`;

/** [1], [[1]], 【1】, [^1], [Source 1], [1†source], [1, p. 3], [1](#source); ^[1]. */
const inBrackets = new RegExp(
  String.raw`\^?${opening}{1,2}\s{0,2}[#†]?(${list})(?:†[^\]】\n]{0,80}|,\s?pp?\.\s?\d[\d–-]{0,10}|[:|]\s?(?!\d)[^\]】\n]{1,80})?\s{0,2}${closing}{1,2}(?:\([^()\s]{0,500}\)(?=[^(]|$))?`,
  'giu',
);
/** 【4:0†source】: which file a search tool found, not which passage. */
const ofTool = /【\d{1,3}:\d{1,3}†[^】\n]{0,80}】|\[\d{1,3}:\d{1,3}†[^\]\n]{0,80}\]/gu;
/** (Source 1), (see passages 1 and 2), (source: [1]). */
const inParentheses = new RegExp(
  String.raw`\((?:see\s|cf\.\s)?(?:${source}[\s.:#]*)\[?(${list})\]?\)`,
  'giu',
);
/** ([1]), (see [1][2]), **[1]**. */
const wrapped =
  /\((?:(?:see|cf\.|vgl\.|참조):?\s)?((?:\[[\d, -]{1,80}\][,;]?\s?){1,9})\)|(\*\*|__|\*)((?:\[[\d, -]{1,80}\]\s?){1,9})\2/giu;
/** <cite>1</cite>, <sup>[1]</sup>, <source id="1"/>. */
const inTags = new RegExp(
  String.raw`<(cite|citation|sup|ref|source|doc|document|passage)\b[^<>]{0,100}>\s{0,2}\[?(${list})\]?\s{0,2}</\1>`,
  'giu',
);
const asTag =
  /<(?:cite|citation|ref|source|doc|document|passage)\s[^<>\d]{0,40}(\d{1,3})["']?\s?\/>/giu;
/** <cite index="1-2">what it says</cite>, <co: 0>…</co: 0>: the tags count from 0 or from 1, who knows. */
const tags = /<\/?(?:cite|citation|co|ref|source)(?:[\s:][^<>]{0,100})?\/?>/giu;
/** (1) at the end of a clause; elsewhere it counts the items of an enumeration. */
const bareNumber =
  /(?<=[\p{L}\p{N}*_"”’)\]]\s|[\p{Script=Hangul}\p{Script=Han}"”’)\]])(?<!(?:figure|fig\.|table|section|step|item|equation|option|chapter|page|part)\s)\((\d{1,2})\)(?=\s*(?:[.,;:!?。]|$)|\s?\(\d{1,2}\))/gimu;
/** ¹ and ²˒³ behind a word or a mark, but not a power or a unit: 10², m², cm³. */
const superscript =
  /(?:(?<=[\p{L}.,;:!?)"”’])(?=[¹⁴-⁹])|(?<=\p{L}{3}|[\p{Script=Hangul}\p{Script=Han}.,;:!?)"”’]))(?<!feet|foot|inch|meters?|metres?|miles?|yards?|sec|min|mol)([⁰¹²³⁴-⁹]{1,2}(?:[˒, ]{0,2}[⁰¹²³⁴-⁹]{1,2}){0,8})/giu;

/** [^1]: lamp.md. */
const footnote = /^[ \t]{0,3}\[\^?\d{1,3}\]:.*(?:\n|$)/gmu;
/** A list of sources at the end, which the citations say better. */
const sourceList = new RegExp(
  String.raw`(?:^|\n{1,3})[ \t]{0,3}[#*_]{0,6}[ \t]?(?:sources?|references|citations|footnotes|출처|참고\s?(?:문헌|자료)|quellen|fuentes|出典|参考)[ \t]?:?[*_]{0,3}:?[ \t]{0,3}(?:\n\s{0,9}(?:[-*][ \t]{1,3})?[\[【(]?\^?\d{1,3}[\]】).:][^\n]*|[ \t]{0,3}(?:[\[【]\^?\d{1,3}[\]】][ \t,;]{0,3}))+\s*$`,
  'iu',
);

/**
 * Every form in which models write markers, as [1] or [1,3-5], without lists of sources. Code keeps
 * its brackets, and powers, units and enumerations stay. `passages`: how many there are.
 */
export function normaliseMarkers(text: string, passages: number): string {
  const bracket = (_: string, numbers: string): string => `[${digitsOf(numbers)}]`;
  const ifThere = (whole: string, numbers: string): string =>
    numbersIn(numbers).every((one) => one >= 1 && one <= passages) ? ` [${numbers}]` : whole;
  return changeProse(text, (prose) =>
    prose
      .replace(sourceList, '')
      .replace(footnote, '')
      .replace(ofTool, '[0]')
      .replace(inTags, (_, _tag: string, numbers: string) => `[${digitsOf(numbers)}]`)
      .replace(asTag, bracket)
      .replace(tags, '')
      .replace(inParentheses, bracket)
      .replace(inBrackets, bracket)
      .replace(wrapped, (_, inside?: string, _mark?: string, marked?: string) =>
        (inside ?? marked ?? '').replace(/\][,;]\s?/gu, ']'),
      )
      .replace(bareNumber, ifThere)
      .replace(superscript, (whole, digits: string) =>
        ifThere(whole, digits.normalize('NFKC').replace(/\D+/gu, ',')),
      ),
  );
}

/** "Source 1 and ^3–5" as "1,3-5". */
function digitsOf(numbers: string): string {
  return numbers
    .normalize('NFKC')
    .replace(/(\d)\s*[~–—-]\s*(?=\D{0,12}\d)|(\d)\s*\bto\b\s*/giu, '$1$2-')
    .replace(/[^\d-]+/gu, ',')
    .replace(/^,|,$/gu, '')
    .replace(/,?-,?/gu, '-');
}

const marker =
  /[ \t]{0,3}\[(\d{1,3}(?:[,-]\d{1,3}){0,20})\](?:(?<=^[ \t]{0,3}\[[\d,-]*\])[ \t]{1,3})?/gmu;

/** Takes the markers out of a text that has them as [1]. Numbers may be out of range. */
export function takeMarkers(text: string): { clean: string; markers: Marker[] } {
  const numbersAt = new Map<number, number[]>();
  const code = codeRanges(text);
  let next = 0;
  let clean = '';
  let from = 0;
  for (const match of text.matchAll(marker)) {
    while ((code[next]?.end ?? Infinity) <= match.index) next += 1;
    if ((code[next]?.start ?? Infinity) <= match.index) continue;
    clean += text.slice(from, match.index);
    from = match.index + match[0].length;
    const numbers = numbersAt.get(clean.length) ?? [];
    numbers.push(...numbersIn(match[1] ?? ''));
    numbersAt.set(clean.length, numbers);
  }
  const markers = Array.from(numbersAt, ([at, numbers]) => ({ at, numbers }));
  return { clean: clean + text.slice(from), markers };
}

export interface PlacedMarker {
  readonly at: number;
  readonly number: number;
}

/** Puts markers into a text: those of one place together, each once. `moved` says where an offset is then. */
export function putMarkers(
  text: string,
  placed: readonly PlacedMarker[],
): { text: string; moved: (offset: number) => number } {
  const numbersAt = new Map<number, Set<number>>();
  for (const { at, number: one } of placed) {
    numbersAt.set(at, (numbersAt.get(at) ?? new Set()).add(one));
  }
  const inserted = [...numbersAt]
    .sort(([a], [b]) => a - b)
    .map(([at, numbers]) => ({
      at,
      brackets: ` ${Array.from(numbers, (one) => `[${one}]`).join('')}`,
    }));
  let from = 0;
  const parts = inserted.map(({ at, brackets }) => {
    const part = text.slice(from, at) + brackets;
    from = at;
    return part;
  });
  return {
    text: parts.join('') + text.slice(from),
    moved: (offset) =>
      inserted.reduce((sum, { at, brackets }) => sum + (at < offset ? brackets.length : 0), offset),
  };
}

/** "1, 3-5" is 1, 3, 4 and 5; a range of more than ten is no list of sources. */
function numbersIn(numbers: string): number[] {
  return numbers.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    const length = last >= first && last - first < 10 ? last - first + 1 : 0;
    return length === 0 ? [0] : Array.from({ length }, (_, offset) => first + offset);
  });
}
