import { parseInput } from '../client/parse-input.js';
import type { Config } from '../config.js';
import { questionInput, type QuestionInput } from '../contracts/answer.js';
import type { CorpusOptions } from './options.js';

export interface QuestionOptions extends CorpusOptions {
  readonly topK: number;
  readonly deadline?: number;
  readonly patient?: boolean;
  readonly cache?: boolean;
}

/** The question from the command line, without the tenant. Throws BadInput before anything connects. */
export function questionFrom(
  words: readonly string[],
  { corpus, topK, deadline, patient = false, cache = true }: QuestionOptions,
): QuestionInput {
  const question: QuestionInput = {
    question: words.join(' '),
    corpus,
    topK,
    patient,
    cache,
    ...(deadline === undefined ? {} : { deadlineMs: deadline }),
  };
  parseInput(questionInput, question);
  return question;
}

/** Sets the deadline explicitly, so that client and worker agree on it; a patient question may have none. */
export function withDeadline(question: QuestionInput, { answers }: Config): QuestionInput {
  return question.patient ? question : { deadlineMs: answers.deadlineMs, ...question };
}
