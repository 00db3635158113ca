import { z } from 'zod';
import { failureReasons } from './failure.js';
import { candidate, name } from './passage.js';

/** What a client may ask. Defaults of `deadlineMs` come from the worker's configuration. */
export const questionInput = z.object({
  question: z
    .string()
    .trim()
    .min(1, 'is empty: ask something')
    .max(4000, 'is longer than 4,000 characters: shorten it'),
  tenant: name.default('default'),
  corpus: name.default('default'),
  topK: z.number().int().min(1, 'must be 1 to 50').max(50, 'must be 1 to 50').default(10),
  deadlineMs: z
    .number('must be a number of milliseconds, such as 30000')
    .int()
    .min(1000, 'must be at least a second')
    .max(86_400_000, 'must be at most a day')
    .optional(),
  patient: z.boolean().default(false),
  /** `false` writes a new answer: no cached one, and no sharing of a run that is under way. */
  cache: z.boolean().default(true),
});
export type QuestionInput = z.input<typeof questionInput>;
export type Question = z.output<typeof questionInput>;

export const stage = z.enum([
  'index',
  'cache',
  'embed',
  'lexical_search',
  'dense_search',
  'standby_search',
  'rerank',
  'generate',
  'cite',
]);
export type Stage = z.infer<typeof stage>;

/** Why a stage was degraded: a failure, or what kept it from being used at its best. A closed list. */
export const degradationReason = z.enum([
  ...failureReasons,
  /** The index has no vectors of the configured embedder yet. */
  'not_indexed',
  /** The index found nothing where its standby did. */
  'nothing_found',
  /** The deadline was too near. */
  'no_time',
  /** The model declined to answer, or a content filter kept it from answering. */
  'declined',
  /** No passage supports the answer word for word. */
  'unsupported',
]);
export type DegradationReason = z.infer<typeof degradationReason>;

/** A stage that failed or was skipped, and what was used instead. What is not configured is none. */
export const degradation = z.object({
  stage,
  reason: degradationReason,
  /** The reason in words, with names and numbers, for people. */
  cause: z.string(),
  instead: z.string(),
});
export type Degradation = z.infer<typeof degradation>;

/** A quote that stands word for word in its passage. Offsets into the document, UTF-16 code units. */
export const citation = z.object({
  /** The number that marks it in the answer: [1], [2] … */
  number: z.number().int().positive(),
  source: z.string(),
  document: z.string(),
  title: z.string(),
  heading: z.string(),
  passageId: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  quote: z.string(),
  /**
   * Whether the words of the quote say what the answer says. False where the two are in different
   * languages: then the model's word is all there is.
   */
  verified: z.boolean(),
});
export type Citation = z.infer<typeof citation>;

/** A sentence of an answer that no passage was found to support. Offsets into the answer, UTF-16 code units. */
const unsupportedSentence = z.object({
  start: z.number().int(),
  end: z.number().int(),
  text: z.string(),
});
export type UnsupportedSentence = z.infer<typeof unsupportedSentence>;

const usageLine = z.object({
  stage,
  provider: z.string(),
  model: z.string(),
  calls: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costUsd: z.number(),
  /** Whether some of its tokens are estimated, since the vendor did not count them. */
  estimated: z.boolean().exactOptional(),
});
export type UsageLine = z.infer<typeof usageLine>;

const category = z.enum([
  'transient',
  'rate_limit',
  'client_error',
  'resource',
  'content',
  'cancelled',
]);

/** The one result of a question. `confidence` is 0 to 1 and 0 whenever nothing was answered. */
export const answer = z.object({
  kind: z.enum(['answered', 'abstained', 'failed']),
  question: z.string(),
  answer: z.string(),
  source: z.enum(['rag', 'cache', 'extractive', 'no_retrieval']),
  confidence: z.number().min(0).max(1),
  citations: z.array(citation),
  unsupported: z.array(unsupportedSentence),
  /** Markers of the model that were removed: no such passage, or it does not support the sentence. */
  droppedMarkers: z.number().int(),
  degraded: z.array(degradation),
  usage: z.object({
    costUsd: z.number(),
    inputTokens: z.number().int(),
    outputTokens: z.number().int(),
    stages: z.array(usageLine),
  }),
  /** Wall-clock milliseconds per stage that ran, and of the whole. */
  timings: z.object({ totalMs: z.number(), stages: z.partialRecord(stage, z.number()) }),
  rerank: z.enum(['applied', 'failed', 'skipped']),
  /** Provider and model that wrote the answer; null when none did. */
  generator: z.object({ provider: z.string(), model: z.string() }).nullable(),
  /** Share of the corpus, 0 to 1, that could be found by meaning, while its vectors are being made. */
  embeddedShare: z.number().min(0).max(1).exactOptional(),
  /** For cached answers: the run that wrote it, its age, and whether the documents may have changed. */
  cached: z.object({ workflowId: z.string(), ageMs: z.number(), stale: z.boolean() }).optional(),
  error: z
    .object({
      category,
      retryable: z.boolean(),
      retryAfterMs: z.number().optional(),
      message: z.string(),
    })
    .optional(),
});
export type Answer = z.infer<typeof answer>;

/** A whole, undegraded answer, the run that wrote it, when, and the state of the index it is from. */
export const cachedAnswer = z.object({
  workflowId: z.string(),
  closedAt: z.string(),
  indexVersion: z.string(),
  answer,
});
export type CachedAnswer = z.infer<typeof cachedAnswer>;

/** The result of `search`: retrieval alone, with each leg's own score. */
export const searchResult = z.object({
  hits: z.array(
    candidate.extend({
      title: z.string(),
      heading: z.string(),
      /** The beginning of its text. */
      snippet: z.string(),
      lexicalScore: z.number().nullable(),
      denseScore: z.number().nullable(),
    }),
  ),
  coverage: z.number(),
  /** As in an answer. */
  embeddedShare: z.number().min(0).max(1).exactOptional(),
  degraded: z.array(degradation),
  timings: z.object({ totalMs: z.number(), stages: z.partialRecord(stage, z.number()) }),
});
export type SearchResult = z.infer<typeof searchResult>;
