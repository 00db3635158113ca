import type { Citation, UnsupportedSentence } from '../contracts/answer.js';
import { evidenceIn, type Evidence, type Support } from './find-support.js';
import { inertMarkdown } from './inert-markdown.js';
import {
  normaliseMarkers,
  putMarkers,
  takeMarkers,
  type Marker,
  type PlacedMarker,
} from './markers.js';
import { citationOf, readPassages, type CitedPassage } from './passage-sentences.js';
import { withoutInventedQuotes } from './quotes.js';
import type { Block } from './split-blocks.js';
import { splitSentences } from './split-sentences.js';
import { tokenize } from './tokenize.js';

export interface CiteInput {
  /** What the model wrote, with its markers: [1] is the first passage. */
  readonly text: string;
  /** As they were numbered in the prompt. */
  readonly passages: readonly CitedPassage[];
}

export interface CitedAnswer {
  /** The answer with the markers of its citations, [1] being the first to appear. Nothing in it is active. */
  readonly text: string;
  readonly citations: readonly Citation[];
  /** What claims something that no passage was found to say, with its place in the text. */
  readonly unsupported: readonly UnsupportedSentence[];
  /** Markers of the model that named no passage, or one that does not support their sentence. */
  readonly droppedMarkers: number;
}

/**
 * Finds for every sentence of a model's answer the sentence of a passage that says so. The model's
 * markers are hints: one whose passage does not support its sentence is dropped, a sentence without
 * one gets one all the same. Where the passage is in another language the marker stays, unverified.
 * Quotes are cut out of the passages, so they stand there word for word whatever the model wrote.
 * Headings and code in the answer are left alone.
 */
export function cite({ text, passages }: CiteInput): CitedAnswer {
  const inert = inertMarkdown(normaliseMarkers(text, passages.length).trim());
  const { clean, markers } = takeMarkers(withoutInventedQuotes(inert, passages));
  const evidence = evidenceIn(readPassages(passages));
  const sentences = splitSentences(clean);
  const citations: Citation[] = [];
  const placed: PlacedMarker[] = [];
  const unsupported: Block[] = [];
  let kept = 0;

  sentences.forEach((sentence, index) => {
    if (sentence.kind === 'heading' || sentence.kind === 'code') return;
    if (isTableHead(clean, sentence)) return;
    const from = index === 0 ? -1 : sentence.start;
    const to = sentences[index + 1]?.start ?? clean.length;
    const own = markers.filter(({ at }) => at > from && at <= to);
    const hinted = asHinted(clean, sentence, own, evidence);
    kept += hinted.length;
    const isClaim = claimsSomething(clean, sentence);
    const supports = hinted.length > 0 || !isClaim ? hinted : found(clean, sentence, own, evidence);
    if (supports.length === 0 && isClaim) unsupported.push(sentence);
    for (const { at, support, verified } of supports) {
      placed.push({ at, number: numberOf(support, verified, citations) });
    }
  });
  const result = putMarkers(clean, placed);
  return {
    text: result.text,
    citations,
    unsupported: unsupported.map(({ start, end }) => ({
      start: result.moved(start),
      end: result.moved(end),
      text: clean.slice(start, end),
    })),
    droppedMarkers: markers.reduce((sum, { numbers }) => sum + numbers.length, 0) - kept,
  };
}

/**
 * Least shares of a claim that its quote must have. Of reference answers to questions on English
 * documentation 94 in 100 reach .3 in a passage marked as relevant and 1 in 100 in one about something
 * else.
 */
const minShareWithHint = 0.3;
const minShareWithout = 0.4;

interface Placed {
  readonly at: number;
  readonly support: Support;
  readonly verified: boolean;
}

/** What supports a sentence in the passages that the model named, at its markers. */
function asHinted(
  text: string,
  sentence: Block,
  markers: readonly Marker[],
  evidence: Evidence,
): Placed[] {
  return markers.flatMap((marker, index) => {
    const claim = claimAt(text, sentence, markers, index);
    const at = Math.min(Math.max(marker.at, sentence.start), sentence.end);
    return marker.numbers.flatMap((number): Placed[] => {
      if (number === 0) return [];
      const support = evidence.find(claim, number - 1);
      if (support && support.share >= minShareWithHint) return [{ at, support, verified: true }];
      const translated = evidence.findTranslated(claim, number - 1);
      return translated ? [{ at, support: translated, verified: false }] : [];
    });
  });
}

/** The best support in any passage for a sentence whose markers do not hold, or that has none. */
function found(
  text: string,
  sentence: Block,
  markers: readonly Marker[],
  evidence: Evidence,
): Placed[] {
  const support = evidence.find(text.slice(sentence.start, sentence.end));
  if (support === null || support.share < minShareWithout) return [];
  const at = Math.min(markers.at(-1)?.at ?? endOfWords(text, sentence), sentence.end);
  return [{ at: at > sentence.start ? at : endOfWords(text, sentence), support, verified: true }];
}

/** With one marker the claim is the whole sentence, with several what stands before each. */
function claimAt(text: string, sentence: Block, markers: readonly Marker[], index: number): string {
  const whole = text.slice(sentence.start, sentence.end);
  const clause = text.slice(markers[index - 1]?.at ?? sentence.start, markers[index]?.at);
  return markers.length > 1 && tokenize(clause).length >= 3 ? clause : whole;
}

/** The row above the line that Markdown asks for names the columns. */
function isTableHead(text: string, { kind, end }: Block): boolean {
  return (
    kind === 'table' &&
    /^[ \t]*\r?\n[ \t]*\|?[ \t]*:?-[-|: \t]*(?:\n|$)/u.test(text.slice(end, end + 500))
  );
}

/** "Yes." and "There are two ways:" claim nothing that could be looked up. */
function claimsSomething(text: string, { start, end }: Block): boolean {
  const sentence = text.slice(start, end);
  return !sentence.endsWith(':') && new Set(tokenize(sentence)).size >= 2;
}

/** Where a marker goes in a sentence: before its end mark, or the last bar of a table row. */
function endOfWords(text: string, { start, end }: Block): number {
  const words = text.slice(start, end).replace(/(?:[.!?。！？…]+["'”’」』)\]*_]*|\s*\|)$/u, '');
  return start + words.length;
}

/** The number of a support's citation, which is added when it is new. */
function numberOf({ passage, span }: Support, verified: boolean, citations: Citation[]): number {
  const citation = citationOf(passage, span, citations.length + 1, verified);
  const known = citations.find(
    ({ passageId, start, end, verified: same }) =>
      passageId === citation.passageId &&
      start === citation.start &&
      end === citation.end &&
      same === verified,
  );
  if (known === undefined) citations.push(citation);
  return (known ?? citation).number;
}
