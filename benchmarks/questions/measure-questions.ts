import { untilStandbyIsComplete } from '../../test/support/standby.js';
import type { TestHoldfast } from '../../test/support/holdfast-on.js';
import { startHoldfast } from '../harness/holdfast.js';
import { portsOf } from '../harness/ports.js';
import type { Servers } from '../harness/servers.js';
import { startBare } from './bare.js';
import { questionCalls } from './calls.js';
import { compareQuestions, ofEach, type Ask, type Comparison } from './compare-questions.js';
import { askDirectly } from './direct.js';

export interface QuestionRun {
  readonly mode: Comparison['mode'];
  readonly environment: Readonly<Record<string, string>>;
  readonly root: string;
  readonly questions: readonly string[];
  /** Rounds at concurrency 1, each of one question; at 8 there are fewer and larger ones. */
  readonly rounds: number;
  readonly onProgress: (text: string) => void;
}

/** Asks the same kind of questions through Holdfast, a bare workflow, and without Temporal. */
export async function measureQuestions(
  servers: Servers,
  { mode, environment, root, questions, rounds, onProgress }: QuestionRun,
): Promise<readonly Comparison[]> {
  const holdfast = await startHoldfast(servers, environment);
  const { config } = holdfast;
  // Caches of its own: what one variant has loaded must not make another one faster.
  const forBare = await portsOf(config);
  const forDirect = await portsOf(config);
  const bare = await startBare(servers, config, questionCalls(forBare, config));
  try {
    onProgress(`ingesting the documents (${mode})`);
    await (await holdfast.client.ingest({ source: 'documents', root })).result();
    await untilStandbyIsComplete(holdfast);
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
    return [alone, together];
  } finally {
    await bare.close();
    await forBare.close();
    await forDirect.close();
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
