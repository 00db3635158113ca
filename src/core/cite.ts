import type { Citation } from '../contracts/answer.js';
import { findSupport, type Support } from './find-support.js';
import { takeMarkers, type Marker } from './markers.js';
import { citationOf, readPassages, type CitedPassage } from './passage-sentences.js';
import type { Block } from './split-blocks.js';
import { splitSentences } from './split-sentences.js';

export interface CiteInput {
  /** What the model wrote, with its markers: [1] is the first passage. */
  readonly text: string;
  /** As they were numbered in the prompt. */
  readonly passages: readonly CitedPassage[];
}

export interface CitedAnswer {
  /** The answer with one marker per citation, [1] being the first to appear. */
  readonly text: string;
  readonly citations: readonly Citation[];
  /** Sentences of the answer that claim something and for which no passage was found. */
  readonly unsupportedSentences: readonly string[];
}

/**
 * Finds for every sentence of a model's answer the sentence of a passage that says so. The model's
 * own markers are hints: one that points to a passage which does not support its sentence is
 * removed, a sentence without one gets one all the same. Quotes are cut out of the passages and so
 * stand in them word for word, whatever the model wrote.
 */
export function cite({ text, passages }: CiteInput): CitedAnswer {
  const { clean, markers } = takeMarkers(text);
  const find = findSupport(readPassages(passages));
  const citations: Citation[] = [];
  const inserts: Insert[] = [];
  const unsupportedSentences: string[] = [];

  const numberOf = (support: Support): number => {
    const found = citationOf(support.passage, support.span, citations.length + 1);
    const known = citations.find(
      ({ passageId, start, end }) =>
        passageId === found.passageId && start === found.start && end === found.end,
    );
    if (known === undefined) citations.push(found);
    return (known ?? found).number;
  };

  for (const sentence of splitSentences(clean)) {
    if (sentence.kind === 'heading') continue;
    const claims = claimsOf(clean, sentence, markers);
    const hinted = claims.flatMap(({ at, text: claim, hints }) =>
      hints.flatMap((hint) => {
        const support = find(claim, hint - 1);
        return support === null ? [] : [{ at, support }];
      }),
    );
    const found = hinted.length > 0 ? hinted : unhinted(clean, sentence, find);
    if (found === null) continue;
    if (found.length === 0) unsupportedSentences.push(clean.slice(sentence.start, sentence.end));
    inserts.push(...found.map(({ at, support }) => ({ at, number: numberOf(support) })));
  }
  return { text: insertMarkers(clean, inserts), citations, unsupportedSentences };
}
