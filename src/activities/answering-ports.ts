import type { AnswerPlan } from '../contracts/question-activities.js';
import type { Price } from '../core/cost.js';
import type { AnswerCache, SharedAnswerCache } from '../ports/answer-cache.js';
import type { Embedder } from '../ports/embedder.js';
import type { Generator } from '../ports/generator.js';
import type { Manifest } from '../ports/manifest.js';
import type { DenseIndex, PassageIndex } from '../ports/passage-index.js';
import type { PassageStore } from '../ports/passage-store.js';
import type { Reranker } from '../ports/reranker.js';
import type { Standby } from '../ports/standby.js';

/** What the configuration says about answering, apart from the question. */
export type AnswerSettings = Omit<AnswerPlan, 'question' | 'questionKey'> & {
  /** Everything configured that shapes an answer, as one string. */
  readonly shapingAnswers: string;
  /** Milliseconds to the first token and between two tokens of a stream. */
  readonly firstTokenMs: number;
  readonly idleMs: number;
};

/** Everything answering a question depends on; absent where it is not configured. */
export interface AnsweringPorts {
  readonly settings: AnswerSettings;
  readonly prices: Readonly<Record<string, Price>>;
  readonly index: PassageIndex & DenseIndex;
  readonly store: Pick<PassageStore, 'activeCollection' | 'embeddedShare'>;
  readonly manifest: Pick<Manifest, 'sources'>;
  readonly standby: Standby;
  readonly answerCache: SharedAnswerCache;
  /** The worker's own copies, for while the shared ones are out of reach. */
  readonly answerCopies: AnswerCache;
  readonly embedder: Embedder | null;
  /** The second endpoint of the same space. */
  readonly fallbackEmbedder: Embedder | null;
  readonly reranker: Reranker | null;
  /** By provider. */
  readonly generators: ReadonlyMap<string, Generator>;
}
