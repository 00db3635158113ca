import type {
  Answer,
  CachedAnswer,
  Citation,
  Question,
  QuestionInput,
  SearchResult,
  UnsupportedSentence,
} from './answer.js';
import type { Outcome, StageUsage } from './failure.js';
import type { Candidate, Scope } from './passage.js';
import type { Service, StagePolicy } from './service.js';

/** One generator of the generators. The extractive generator has no queue of its own, and no circuit. */
export interface GeneratorEntry extends Service {
  /** Token budget for packed passages, and the smaller one tried once when a context was too long. */
  readonly contextTokens: number;
  readonly smallerContextTokens: number;
  readonly maxOutputTokens: number;
}

/** What the worker's configuration says about answering: recorded in the history of every question. */
export interface AnswerPlan {
  /** The workflow's input, validated and with its defaults. */
  readonly question: Question;
  /** Same for the exact same question while nothing configured that shapes its answer changes. */
  readonly questionKey: string;
  readonly searchAttributes: boolean;
  readonly deadlineMs: number;
  readonly embed?: Service;
  /** A second endpoint of the same embedding space. */
  readonly embedFallback?: Service;
  readonly rerank?: Service & { readonly candidates: number };
  /** The circuits that searches stand behind. */
  readonly searchCircuits: readonly string[];
  readonly generators: readonly GeneratorEntry[];
  readonly policies: {
    readonly embed: StagePolicy;
    readonly search: StagePolicy;
    readonly rerank: StagePolicy;
    readonly generate: StagePolicy;
  };
  readonly scheduleToStartMs: number;
  readonly heartbeatMs: number;
  readonly denseWeight: number;
  readonly minCoverage: number;
  /** How long a patient question waits before its second attempt; then twice as long each time. */
  readonly firstPauseMs: number;
  readonly answerCache: { readonly enabled: boolean; readonly maxAgeMs: number };
}

/** The state of the index a question meets. */
export interface IndexState {
  /** Physical collection behind the alias, used by every later stage of the question. */
  readonly collection: string;
  /** Changes with every commit to the corpus. */
  readonly version: string;
  /** Whether its passages have vectors of the configured embedder. */
  readonly dense: boolean;
  /** Share of the corpus, 0 to 1, that can be found by meaning by now, while that is less than all. */
  readonly embeddedShare?: number;
}

/** Answers of the search activities: the leg's best candidates and what the fusion needs. */
export interface LegResult {
  readonly candidates: readonly Candidate[];
  /** Of the scores of all hits that were looked at. */
  readonly mean: number;
  readonly deviation: number;
}
export interface DenseResult extends LegResult {
  /** How well the best hit fits; 1 is enough to answer. */
  readonly evidence: number;
}
export interface LexicalResult extends LegResult {
  readonly coverage: number;
  /** For the standby: how far it may be behind. */
  readonly behind?: { readonly commits: number; readonly syncedAt: string };
}

/** Only an answer may come from the cache. */
export type QuestionPurpose = 'answer' | 'search';

/** A read that was made ahead, and how long it took. */
export type ReadAhead<T> = Outcome<T> & { readonly tookMs: number };

/** The plan of a question, with what it needs first as far as that could be read at once. */
export interface BegunQuestion extends OpenCircuits {
  readonly plan: AnswerPlan;
  readonly index: ReadAhead<IndexState>;
  /** The answer to the same question from these documents. Absent with the cache off, or without index. */
  readonly cached?: ReadAhead<CachedAnswer | null>;
  /** Absent where a cached answer makes it needless, or the index could not be read. */
  readonly lexical?: ReadAhead<LexicalResult>;
}

export interface GenerateInput {
  readonly scope: Scope;
  readonly question: string;
  readonly entry: GeneratorEntry;
  /** Where each stands now: a text stays under its id for ever, its place in the document does not. */
  readonly passages: readonly Pick<Candidate, 'id' | 'start' | 'end'>[];
  /** Whether another provider would be asked next. */
  readonly hasFallback?: boolean;
}
export type GenerateResult =
  | {
      readonly kind: 'answered';
      readonly text: string;
      readonly citations: readonly Citation[];
      readonly unsupported: readonly UnsupportedSentence[];
      readonly droppedMarkers: number;
      /** Of sentences of the documents: how clearly they fit the question, 0 to 1. */
      readonly fit?: number;
      readonly usage: StageUsage;
    }
  | { readonly kind: 'insufficient' | 'declined'; readonly usage: StageUsage };

/**
 * What every activity of a question may report besides: circuits open in its worker at the time. A step
 * known to be behind one is not begun.
 */
export interface OpenCircuits {
  readonly openCircuits?: readonly string[];
}

/** Activities of a question. Each is idempotent; paid ones buy once per successful completion. */
export interface QuestionActivities {
  /** Validates the input and reads ahead. Fails only, with a client error, when the input is not valid. */
  beginQuestion(input: QuestionInput, purpose: QuestionPurpose): Promise<BegunQuestion>;
  /** The worker's own copy, however old. */
  findCachedAnswer(input: {
    readonly scope: Scope;
    readonly questionKey: string;
  }): Promise<CachedAnswer | null>;
  /** Does nothing where the index has changed since: the answer may tell what is gone. */
  saveAnswer(input: {
    readonly scope: Scope;
    readonly questionKey: string;
    readonly workflowId: string;
    readonly indexVersion: string;
    readonly answer: Answer;
  }): Promise<void>;
  /** `fallback`: at the second endpoint. */
  embedQuestion(input: {
    readonly question: string;
    readonly fallback?: boolean;
  }): Promise<{ readonly vector: string; readonly usage: StageUsage }>;
  searchLexical(input: SearchInput): Promise<LexicalResult>;
  searchDense(input: {
    readonly scope: Scope;
    readonly vector: string;
    readonly limit: number;
  }): Promise<DenseResult>;
  searchStandby(input: SearchInput): Promise<LexicalResult>;
  /** Titles and beginnings of passages; those that no longer exist are left out. */
  describePassages(input: {
    readonly scope: Scope;
    readonly passageIds: readonly string[];
  }): Promise<readonly DescribedPassage[]>;
  rerankPassages(input: {
    readonly scope: Scope;
    readonly question: string;
    readonly passageIds: readonly string[];
  }): Promise<{ readonly order: readonly string[]; readonly usage: StageUsage }>;
  generateAnswer(input: GenerateInput): Promise<GenerateResult>;
}
export type DescribedPassage = Pick<
  SearchResult['hits'][number],
  'id' | 'title' | 'heading' | 'snippet'
>;
export interface SearchInput {
  readonly scope: Scope;
  readonly question: string;
  /** Candidates returned; no fewer are looked at than the fusion's statistics need. */
  readonly limit: number;
}
