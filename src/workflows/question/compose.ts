import type { Answer, CachedAnswer, Question } from '../../contracts/answer.js';
import { confidenceOf } from '../../core/confidence.js';
import { relevance, type RelevanceInput } from '../../core/relevance.js';
import { sumUsage } from '../../core/cost.js';
import { systemSentence, type SystemSentence } from '../../core/system-sentences.js';
import type { Budget } from './budget.js';
import type { Written } from './generate-with-fallbacks.js';
import type { QuestionRun } from './question-run.js';
import type { Ranked } from './rerank.js';
import type { StageFailure } from '../../contracts/failure.js';

type Conclusion = Pick<Answer, 'kind' | 'answer' | 'source' | 'confidence'> & Partial<Answer>;

/** Completes a conclusion to the result schema: timings, usage and degradations of the run. */
export function compose(
  question: Question,
  conclusion: Conclusion,
  budget: Budget,
  run: QuestionRun,
): Answer {
  const { usage, degraded, timings } = run;
  return {
    // The Temporal UI shows fields in this order: the most important ones come first.
    ...conclusion,
    question: question.question,
    citations: conclusion.citations ?? [],
    unsupported: conclusion.unsupported ?? [],
    droppedMarkers: conclusion.droppedMarkers ?? 0,
    rerank: conclusion.rerank ?? 'skipped',
    generator: conclusion.generator ?? null,
    degraded,
    usage: sumUsage(usage),
    timings: { totalMs: budget.elapsedMs(), stages: timings },
  };
}

/** The written answer, or the reason there is none. */
export function concludeWritten(
  question: Question,
  written: Written,
  ranked: Ranked,
  seen: RelevanceInput,
): Conclusion {
  const { rerank } = ranked;
  switch (written.kind) {
    case 'answered': {
      const { entry, result } = written;
      const extractive = entry.provider === 'extractive';
      return {
        kind: 'answered',
        answer: result.text,
        source: extractive ? 'extractive' : 'rag',
        confidence: confidenceOf(relevance(seen), result),
        citations: [...result.citations],
        unsupported: [...result.unsupported],
        droppedMarkers: result.droppedMarkers,
        generator: { provider: entry.provider, model: entry.model },
        rerank,
      };
    }
    case 'insufficient':
      return { ...nothingRelevant(question), rerank };
    case 'declined':
      return { ...abstain('declined', question, 'rag'), rerank };
    case 'failed':
      return { ...failure(written.failure), rerank };
  }
}

export function nothingRelevant(question: Question): Conclusion {
  return abstain('nothing_relevant', question, 'rag');
}

export function noRetrieval(question: Question): Conclusion {
  return abstain('no_retrieval', question, 'no_retrieval');
}

export function failure({ category, retryable, retryAfterMs, message }: StageFailure): Conclusion {
  return {
    kind: 'failed',
    answer: '',
    source: 'no_retrieval',
    confidence: 0,
    error: {
      category,
      retryable,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      message,
    },
  };
}

/** A cached answer in place of a new one; `stale` when the documents may have changed since. */
export function fromCache(found: CachedAnswer, stale: boolean, now: number): Conclusion {
  const { kind, answer, confidence, citations, unsupported, droppedMarkers, rerank, generator } =
    found.answer;
  const ageMs = Math.max(0, now - Date.parse(found.closedAt));
  return {
    kind,
    answer,
    source: 'cache',
    confidence,
    citations,
    unsupported,
    droppedMarkers,
    rerank,
    generator,
    cached: { workflowId: found.workflowId, ageMs, stale },
  };
}

function abstain(
  sentence: SystemSentence,
  { question }: Question,
  source: Answer['source'],
): Conclusion {
  const answer = systemSentence(sentence, question);
  return { kind: 'abstained', answer, source, confidence: 0 };
}
