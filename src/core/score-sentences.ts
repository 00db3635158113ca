import { termWeights, type PassageSentence, type ReadPassage } from './passage-sentences.js';
import { plainText } from './plain-text.js';
import { tokenize } from './tokenize.js';

export interface ScoredSentence {
  readonly score: number;
  /** Which passage, and which sentence of it. */
  readonly rank: number;
  readonly position: number;
  readonly sentence: PassageSentence;
}

/** What a term counts that stands in the title or the heading above, or in a neighbouring sentence. */
const topicShare = 0.5;
const neighbourShare = 0.3;
/** Each place further down the list of passages costs this much. */
const rankDecay = 0.05;
/** From this many characters on a sentence covers more only because it is long. */
const comfortableLength = 200;
const lengthPenalty = 0.3;
/** A sentence of fewer says nothing. */
const fewestTerms = 3;
/** Prose without an end mark is a menu or a caption more often than a statement. */
const unfinishedShare = 0.8;

/**
 * Sentences fit for an answer, best first, by the weighted share of the terms that they cover. The
 * constants were set on English documentation and Korean encyclopedia questions; none is sensitive.
 */
export function scoreSentences(
  passages: readonly ReadPassage[],
  terms: readonly string[],
): ScoredSentence[] {
  const weight = termWeights(passages);
  const total = terms.reduce((sum, term) => sum + weight(term), 0);
  const scored = passages.flatMap(({ passage, sentences, topic }, rank) => {
    let above: ReadonlySet<string> = topic;
    return sentences.flatMap((sentence, position): ScoredSentence[] => {
      const raw = passage.text.slice(sentence.start, sentence.end);
      if (isTopic(sentence, raw)) {
        above = new Set([...topic, ...sentence.terms]);
        return [];
      }
      if (!isStatement(sentence, raw) || !terms.some((term) => sentence.terms.has(term))) return [];
      const neighbours = [sentences[position - 1], sentences[position + 1]];
      const covered = terms.reduce((sum, term) => {
        if (sentence.terms.has(term)) return sum + weight(term);
        if (above.has(term)) return sum + weight(term) * topicShare;
        const isNear = neighbours.some((neighbour) => neighbour?.terms.has(term));
        return isNear ? sum + weight(term) * neighbourShare : sum;
      }, 0);
      const score =
        (covered / total) * (1 - Math.min(rankDecay * rank, 0.5)) * shape(sentence, raw);
      return [{ score, rank, position, sentence }];
    });
  });
  return scored.sort((a, b) => b.score - a.score || a.rank - b.rank || a.position - b.position);
}

/** A heading or a question says what the text below it is about and answers nothing itself. */
function isTopic({ kind }: PassageSentence, raw: string): boolean {
  return kind === 'heading' || /[?？]["'”’)\]*_]*$/u.test(raw);
}

/** Neither code nor a comment nor a list of links nor badges nor a fragment. */
function isStatement({ kind, terms }: PassageSentence, raw: string): boolean {
  if (kind === 'code' || terms.size < fewestTerms) return false;
  const said = raw.replace(/\[[^[\]]*\]\([^()\s]*\)|https?:\/\/\S+|<!--[\s\S]*?-->/gu, '');
  if (said.length < raw.length / 3) return false;
  // A badge has its words in addresses: nothing of it is left to read.
  return !/[<\]]/u.test(raw) || tokenize(plainText(raw)).length >= fewestTerms;
}

function shape({ kind }: PassageSentence, raw: string): number {
  const length = 1 + lengthPenalty * Math.log(Math.max(1, raw.length / comfortableLength));
  const isFinished = kind !== 'prose' || /[.!:。！…]["'”’)\]*_`]*$/u.test(raw);
  return (isFinished ? 1 : unfinishedShare) / length;
}
