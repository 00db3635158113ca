/** What the searches say about how well the passages fit a question. */
export interface RelevanceInput {
  /** Share of the question's words in the best lexical hit; null when only the dense leg answered. */
  readonly coverage: number | null;
  /** See `denseEvidence`; null without a dense leg. */
  readonly dense: number | null;
  /** Whether only some passages have vectors yet. */
  readonly partly?: boolean;
}

/**
 * The cosine that is enough by itself. With all-MiniLM-L6-v2 on English documentation at least 95 of 100
 * questions that the passages answer reach it, and none of 50 about other subjects (the best: .43).
 */
const enoughCosine = 0.45;
/**
 * The best hit must stand this far above the leg's median, as a share of what is left to 1: embedders
 * like E5 give everything a cosine of .75. Scores in standard deviations do not work: every passage of a
 * corpus about one subject is near to a question about it (measured: off-topic questions stand higher).
 */
const enoughMargin = 0.15;
/** With fewer hits besides the best there is no typical score to compare it with. */
const fewestOthers = 3;

/**
 * Beside dense search, words alone have to cover this many times more: where it searched every passage,
 * what the documents speak of is near to the question as well. Measured with the encoder in the worker
 * on English documentation and a Korean encyclopedia, two draws of questions: of 80 to 90 about other
 * subjects 1.1 to 7.5 % are answered instead of 2.2 to 10 %, of 100 to 150 that the passages answer 2 %
 * at most are refused.
 */
const moreWords = 1.25;
/** Half of the evidence has to do when the lexical leg is down. */
const enoughWithoutWords = 0.5;

/**
 * Whether the evidence is enough to answer. Either kind is enough alone, and two that are nearly enough
 * are enough together (Euclidean norm). The lack of one never counts against the other: a model may
 * not know a language, and translations share no words.
 */
export function isRelevant(
  { coverage, dense, partly = false }: RelevanceInput,
  minCoverage: number,
): boolean {
  const meaning = dense ?? 0;
  if (coverage === null) return meaning >= enoughWithoutWords;
  const enoughWords = dense === null || partly ? minCoverage : minCoverage * moreWords;
  return coverage >= enoughWords || Math.hypot(coverage / enoughWords, meaning) >= 1;
}

/** What meaning alone is worth: it cannot be checked word for word. */
const mostByMeaning = 0.8;

/**
 * How well the passages fit, 0 to 1: words and meaning count alike, where both say something. Words that
 * the passages share none of do not: the question may be in another language. Nor does the lack of
 * meaning while only some passages have vectors.
 */
export function relevance({ coverage, dense, partly = false }: RelevanceInput): number {
  const words = Math.min(1, coverage ?? 0);
  if (dense === null) return words;
  const meaning = Math.min(1, dense);
  if (words === 0) return meaning * mostByMeaning;
  const both = (words + meaning) / 2;
  return partly ? Math.max(words, both) : both;
}

/** How well the best dense hit fits, from the cosines of the leg; 1 is enough by itself. */
export function denseEvidence(cosines: readonly number[]): number {
  const [best, ...others] = [...cosines].sort((a, b) => b - a);
  if (best === undefined) return 0;
  const cosine = Math.max(0, best) / enoughCosine;
  if (others.length < fewestOthers) return cosine;
  const typical = others[Math.floor(others.length / 2)] ?? 0;
  const margin = typical < 1 ? (best - typical) / (1 - typical) : 0;
  return Math.min(cosine, margin / enoughMargin);
}
