import type { Citation, UnsupportedSentence } from '../contracts/answer.js';

export interface WrittenAnswer {
  readonly text: string;
  readonly citations: readonly Pick<Citation, 'verified'>[];
  readonly unsupported: readonly Pick<UnsupportedSentence, 'start' | 'end'>[];
  /** See `Extract`; only sentences of the documents have one. */
  readonly fit?: number;
}

/** The most that an answer is worth of which no passage says a word. */
const mostUncited = 0.5;
/** What is left of sentences that hardly fit better than others. */
const unclearShare = 0.5;
/** What is left when every citation stands on the model's word alone. */
const unverifiedShare = 0.8;

/**
 * How far an answer can be relied on, 0 to 1 in hundredths: how well the passages fit the question
 * (`relevance`), times how clearly the chosen sentences do, times the share of its text that they
 * support, a little less for quotes that are in another language than the answer. Measured, it is about
 * the share of such answers that are right: decision 0028.
 */
export function confidenceOf(relevance: number, answer: WrittenAnswer): number {
  const { text, citations, unsupported, fit = 1 } = answer;
  const unsupportedLength = unsupported.reduce((sum, { start, end }) => sum + end - start, 0);
  const supportedShare = 1 - Math.min(1, unsupportedLength / Math.max(1, text.length));
  const verified = citations.filter((citation) => citation.verified).length;
  const verifiedShare = citations.length === 0 ? 1 : verified / citations.length;
  const confidence =
    Math.min(1, Math.max(0, relevance)) *
    (unclearShare + (1 - unclearShare) * fit) *
    supportedShare *
    (unverifiedShare + (1 - unverifiedShare) * verifiedShare);
  return Math.round(Math.min(confidence, citations.length > 0 ? 1 : mostUncited) * 100) / 100;
}

/** Measured: of answers above .8 nine in ten are right, of those below .65 fewer than half. */
const highFrom = 0.8;
const mediumFrom = 0.65;

/** A confidence in the words that its precision allows. */
export function confidenceInWords(confidence: number): 'high' | 'medium' | 'low' {
  if (confidence >= highFrom) return 'high';
  return confidence >= mediumFrom ? 'medium' : 'low';
}
