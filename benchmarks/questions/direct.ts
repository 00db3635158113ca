import type { Config } from '../../src/config.js';
import type { QuestionCalls } from './calls.js';

/** The same calls in the same order without Temporal, as in a program that may lose its work. */
export function askDirectly(
  { embedder, reranker }: Config,
  calls: QuestionCalls,
): (question: string) => Promise<string> {
  const byMeaning = async (question: string) =>
    calls.searchDense(await calls.embedQuestion(question));
  return async (question) => {
    await calls.inspectIndex();
    await calls.findCachedAnswer(question);
    const [lexical, dense] = await Promise.all([
      calls.searchLexical(question),
      embedder === null ? [] : byMeaning(question),
    ]);
    const found = [...new Set([...lexical, ...dense])];
    const ids =
      reranker === null
        ? found
        : await calls.rerankPassages({ question, ids: found.slice(0, reranker.candidates) });
    return calls.generateAnswer({ question, ids });
  };
}
