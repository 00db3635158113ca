import { startWorkerProcess } from '../../test/support/worker-process.js';
import type { TestHoldfast } from '../../test/support/holdfast-on.js';
import { startHoldfast } from '../harness/holdfast.js';
import { portsOf } from '../harness/ports.js';
import type { Servers } from '../harness/servers.js';
import { startBare } from './bare.js';
import { questionCalls } from './calls.js';
import { compareQuestions, ofEach, type Ask, type Comparison } from './compare-questions.js';
import { askDirectly } from './direct.js';
import { historyCost, type HistoryCost } from './history-cost.js';

export interface QuestionRun {
  readonly mode: Comparison['mode'];
  readonly environment: Readonly<Record<string, string>>;
  readonly root: string;
  readonly questions: readonly string[];
  /** Rounds at concurrency 1, each of one question; at 8 there are fewer and larger ones. */
  readonly rounds: number;
  readonly onProgress: (text: string) => void;
}

export interface MeasuredQuestions {
  readonly comparisons: readonly Comparison[];
  readonly history: HistoryCost;
}

/**
 * Asks the same kind of questions through Holdfast, a bare workflow, and without Temporal. Holdfast's worker
 * is a process of its own, as it is in use.
 */
export async function measureQuestions(
  servers: Servers,
  { mode, environment, root, questions, rounds, onProgress }: QuestionRun,
): Promise<MeasuredQuestions> {
  const holdfast = await startHoldfast(servers, environment, false);
  const { config } = holdfast;
  const worker = await startWorkerProcess({ HOLDFAST_EMBEDDING: 'none', ...holdfast.environment });
  // Caches of its own: what one variant has loaded must not make another one faster.
  const forBare = await portsOf(config);
  const forDirect = await portsOf(config);
  const bare = await startBare(servers, config, questionCalls(forBare, config));
  try {
    onProgress(`ingesting the documents (${mode})`);
    await (await holdfast.client.ingest({ source: 'documents', root })).result();
    const asks = {
      holdfast: askHoldfast(holdfast),
      bare: answered((question) => bare.ask(question)),
      direct: answered(askDirectly(config, questionCalls(forDirect, config))),
    };
    const shared = { mode, asks, nextQuestion: ofEach(() => oneByOne(questions)) };
    onProgress(`asking one question at a time (${mode})`);
    const alone = await compareQuestions({
      ...shared,
      concurrency: 1,
      rounds,
      questionsPerRound: 1,
    });
    onProgress(`asking eight questions at a time (${mode})`);
    const together = await compareQuestions({
      ...shared,
      concurrency: 8,
      rounds: Math.ceil(rounds / 10),
      questionsPerRound: 40,
    });
    const asked = await holdfast.client.start({ question: questions.at(-1)!, cache: false });
    await asked.result();
    const history = await historyCost(holdfast.temporal, mode, asked.workflowId);
    return { comparisons: [alone, together], history };
  } finally {
    await bare.close();
    await forBare.close();
    await forDirect.close();
    await worker.kill();
    await holdfast.close();
  }
}

function askHoldfast({ client }: TestHoldfast): Ask {
  return async (question) => {
    const { kind, source, degraded } = await client.ask({ question, cache: false });
    if (kind === 'answered' && source !== 'cache') return;
    throw new Error(`"${question}" ended as ${kind} from ${source}: ${JSON.stringify(degraded)}`);
  };
}

function answered(ask: (question: string) => Promise<string>): Ask {
  return async (question) => {
    if ((await ask(question)) === '') throw new Error(`"${question}" was not answered`);
  };
}

function oneByOne(questions: readonly string[]): () => string {
  let asked = 0;
  return () => {
    const question = questions[asked++];
    if (question === undefined)
      throw new Error('There are no more questions: ask for fewer rounds');
    return question;
  };
}
