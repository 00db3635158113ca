import type { Citation } from '../contracts/answer.js';
import { inertMarkdown } from './inert-markdown.js';
import {
  citationOf,
  readPassages,
  type CitedPassage,
  type PassageSentence,
  type ReadPassage,
} from './passage-sentences.js';
import { plainText } from './plain-text.js';
import { meaningfulWords } from './query-terms.js';
import { scoreSentences, type ScoredSentence } from './score-sentences.js';
import type { Span } from './split-blocks.js';

export interface ExtractInput {
  readonly question: string;
  /** Best first. */
  readonly passages: readonly CitedPassage[];
}

export interface Extract {
  readonly text: string;
  /** How clearly the best sentence fits, 0 to 1: its own score, and how far above other passages' best. */
  readonly fit: number;
  readonly citations: readonly Citation[];
}

/**
 * An answer without a model: the one to four sentences that cover most of the question, in the words
 * of the documents, each with its citation. Null when no sentence covers enough of it.
 */
export function extractSentences({ question, passages }: ExtractInput): Extract | null {
  const read = readPassages(passages);
  const terms = [...new Set(meaningfulWords(question).flat())];
  const scored = scoreSentences(read, terms);
  const chosen = choose(scored);
  const ranks = [...new Set(chosen.map(({ rank }) => rank))];
  const citations = ranks
    .flatMap((rank) => {
      const source = read[rank];
      const own = chosen.filter((sentence) => sentence.rank === rank);
      return source === undefined ? [] : stretches(source, own).map((span) => ({ source, span }));
    })
    .map(({ source, span }, index) => citationOf(source.passage, span, index + 1));
  const text = citations
    .map(({ quote, number }) => `${inertMarkdown(plainText(quote))} [${number}]`)
    .join(' ');
  return citations.length === 0 ? null : { text, citations, fit: fitOf(scored) };
}

/** From here on a sentence fits as clearly as any: decision 0028. */
const clearFit = 0.5;

function fitOf([best, ...others]: readonly ScoredSentence[]): number {
  if (best === undefined) return 0;
  const other = others.find(({ rank }) => rank !== best.rank);
  const margin = best.score - (other?.score ?? 0);
  return Math.min(1, (best.score + margin) / clearFit);
}

/** Below this share of the question the best sentence is about something else. */
const minScore = 0.2;
/** A further sentence must be this good, measured by the best one. */
const shareOfBest = 0.7;
const mostSentences = 4;
const mostCharacters = 700;
/** What a sentence announces with a colon comes along, up to this many lines. */
const mostAnnounced = 6;

/** The best sentences that do not repeat each other, best first. */
function choose(scored: readonly ScoredSentence[]): ScoredSentence[] {
  const threshold = Math.max(minScore, (scored[0]?.score ?? 0) * shareOfBest);
  const chosen: ScoredSentence[] = [];
  let characters = 0;
  for (const candidate of scored) {
    if (chosen.length === mostSentences || candidate.score < threshold) break;
    const length = candidate.sentence.end - candidate.sentence.start;
    if (chosen.length > 0 && characters + length > mostCharacters) continue;
    if (chosen.some((other) => repeats(candidate.sentence, other.sentence))) continue;
    chosen.push(candidate);
    characters += length;
  }
  return chosen;
}

/** Whether nine tenths of the smaller sentence's terms stand in the other. */
function repeats(a: PassageSentence, b: PassageSentence): boolean {
  const [smaller, larger] = a.terms.size <= b.terms.size ? [a, b] : [b, a];
  const shared = [...smaller.terms].filter((term) => larger.terms.has(term)).length;
  return shared >= smaller.terms.size * 0.9;
}

/** The chosen sentences of one passage in the order they stand, neighbours as one stretch. */
function stretches(source: ReadPassage, chosen: readonly ScoredSentence[]): Span[] {
  const positions = new Set(chosen.flatMap(({ position }) => withAnnounced(source, position)));
  const spans: Span[] = [];
  source.sentences.forEach(({ start, end }, position) => {
    if (!positions.has(position)) return;
    const previous = positions.has(position - 1) ? spans.pop() : undefined;
    spans.push({ start: previous?.start ?? start, end });
  });
  return spans;
}

/** A sentence's position and those of what it announces: a list, a table, or else one sentence. */
function withAnnounced({ passage, sentences }: ReadPassage, position: number): number[] {
  const sentence = sentences[position];
  if (sentence === undefined || passage.text[sentence.end - 1] !== ':') return [position];
  const after = sentences.slice(position + 1, position + 1 + mostAnnounced);
  const listed = after.findIndex(
    (next) => !isListed(passage.text, next) || next.end - sentence.start > mostCharacters,
  );
  const first = after[0]?.kind === 'prose' ? 1 : 0;
  const count = Math.max(first, listed === -1 ? after.length : listed);
  return Array.from({ length: count + 1 }, (_, offset) => position + offset);
}

/** Whether a sentence is a table row or stands on the line of a list item. */
function isListed(text: string, { kind, start }: PassageSentence): boolean {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return kind === 'table' || /^[ \t]*(?:[-*+•·]|\d{1,3}[.)])[ \t]/u.test(line);
}
