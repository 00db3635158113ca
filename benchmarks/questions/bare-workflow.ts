import { proxyActivities } from '@temporalio/workflow';
import { queues } from '../../src/contracts/names.js';
import type { QuestionCalls } from './calls.js';

/** What a question may use, and where. */
export interface BareQuestion {
  readonly question: string;
  readonly embedder: string | null;
  readonly reranker: string | null;
  readonly generatorQueue: string;
  readonly rerankCandidates: number;
}

const on = (taskQueue: string) =>
  proxyActivities<QuestionCalls>({ taskQueue, startToCloseTimeout: '30 seconds' });

/**
 * The yardstick: the steps of a question as one would write them first, each call a remote activity on
 * the queue where Holdfast has it, with nothing around it: no deadline, no fallback, nothing to be
 * seen in the UI.
 */
export async function bareQuestion(input: BareQuestion): Promise<string> {
  const { question, embedder, reranker } = input;
  const main = on(queues.main);
  await main.inspectIndex();
  await main.findCachedAnswer(question);
  const [lexical, dense] = await Promise.all([
    main.searchLexical(question),
    embedder === null ? [] : byMeaning(question, embedder),
  ]);
  const found = [...new Set([...lexical, ...dense])];
  const ids =
    reranker === null
      ? found
      : await on(queues.rerank(reranker)).rerankPassages({
          question,
          ids: found.slice(0, input.rerankCandidates),
        });
  return on(input.generatorQueue).generateAnswer({ question, ids });
}

async function byMeaning(question: string, embedder: string): Promise<readonly string[]> {
  const vector = await on(queues.embed(embedder)).embedQuestion(question);
  return on(queues.main).searchDense(vector);
}
