import { splitBlocks, type Block } from './split-blocks.js';

/**
 * The sentences of Markdown or plain text, English or Korean, in order; headings, table rows and
 * code blocks stand whole. Offsets slice the text exactly; none overlap, none are empty. Linear time.
 */
export function splitSentences(text: string): Block[] {
  return splitBlocks(text).flatMap((block) =>
    block.kind === 'prose' ? splitProse(text, block) : [block],
  );
}

/** End marks with the quotes, brackets and emphasis that close after them. */
const stops = /[.!?。！？…]+["'”’」』)\]*_]*/gu;
const fullWidth = /[。！？]/u;
/** Before a full stop these do not end a sentence, nor do initials. */
const abbreviation =
  /(?:^|[\s("'“‘])(?:[A-Z](?:\.[A-Z])*|[Ee]\.g|[Ii]\.e|[Cc]f|vs|approx|resp|[Ff]igs?|[Vv]ol|pp|Mrs?|Ms|Dr|Prof|St|Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec)$/u;
/** "2010. 5. 3." with its last full stop to come. */
const koreanDate = /\d\. ?\d{1,2}\. ?\d{1,2}$/u;
const space = /\s*/uy;
/** "No. 5" is one name. */
const numberAbbreviation = /(?:^|[\s(])(?:[Nn]os?|[Aa]rt|[Ss]ec|[Cc]h)$/u;
/** "갑니다." 라고: the sentence around a quotation continues. */
const afterKoreanQuote = /^\s+(?:이?라(?:고|며|면서|는)|하(?:고|며|였)|고\s)/u;
/** Korean prose often has no space after its endings: "…했다.그는". */
const koreanEnding = /[다요죠까]$/u;
const koreanSentence = /[다요죠까음함임됨네군]$/u;

function splitProse(text: string, { start, end }: Block): Block[] {
  const prose = text.slice(start, end);
  const sentences: Block[] = [];
  let from = 0;
  const push = (to: number): void => {
    if (to > from) sentences.push({ kind: 'prose', start: start + from, end: start + to });
  };
  for (const { 0: stop, index } of prose.matchAll(stops)) {
    const after = index + stop.length;
    if (!endsSentence(prose, index, stop, after)) continue;
    push(after);
    from = after + leadingSpace(prose, after);
  }
  push(prose.length);
  return sentences;
}

function endsSentence(prose: string, index: number, stop: string, after: number): boolean {
  const before = prose.slice(Math.max(0, index - 12), index);
  const next = prose.slice(after, after + 24);
  if (fullWidth.test(stop) || next === '') return true;
  if (!/^\s/u.test(next)) {
    return stop === '.' && koreanEnding.test(before) && /^[\p{Script=Hangul}\p{Lu}]/u.test(next);
  }
  if (/["'”’」』]/u.test(stop) && afterKoreanQuote.test(next)) return false;
  // A Korean sentence may be followed by one that begins with a name in lower case: npm, kubectl.
  if (/^\s+\p{Ll}/u.test(next)) return koreanSentence.test(before);
  if (stop === '.' && numberAbbreviation.test(before) && /^\s+\d/u.test(next)) return false;
  const inDate = (/\d$/u.test(before) && /^\s+\d/u.test(next)) || koreanDate.test(before);
  return !(stop === '.' && (inDate || abbreviation.test(before)));
}

function leadingSpace(text: string, from: number): number {
  space.lastIndex = from;
  return space.exec(text)?.[0].length ?? 0;
}
