import { parseInput } from '../client/parse-input.js';
import { questionInput, type QuestionInput } from '../contracts/answer.js';
import type { CorpusOptions } from './options.js';

export interface QuestionOptions extends CorpusOptions {
  readonly topK: number;
  readonly deadline?: number;
  readonly patient?: boolean;
}

/**
 * What was asked on the command line, without the tenant. Throws BadInput before anything is
 * connected.
 */
export function questionFrom(
  words: readonly string[],
  { corpus, topK, deadline, patient = false }: QuestionOptions,
): QuestionInput {
  const question: QuestionInput = {
    question: words.join(' '),
    corpus,
    topK,
    patient,
    ...(deadline === undefined ? {} : { deadlineMs: deadline }),
  };
  parseInput(questionInput, question);
  return question;
}
