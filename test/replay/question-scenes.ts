import { partialDeepStrictEqual } from 'node:assert/strict';
import type { Asked } from '../../src/client.js';
import type { Answer, QuestionInput } from '../../src/contracts/answer.js';
import type { Fault } from '../fakes/faults.js';
import type { TestHoldfast } from '../support/holdfast-on.js';
import { untilFound, untilWaiting } from '../support/runs.js';
import { loseCopies, untilStandbyIsComplete } from '../support/standby.js';
import type { Played, Scene, Stage } from './stage.js';

const lens = 'How often is the Fresnel lens cleaned?';
const overloaded: Fault = { kind: 'status', status: 503 };

/** Every way through a question, each asked in other words so that no cached answer is found. */
export const questionScenes: readonly Scene[] = [
  {
    name: 'question-keyless',
    play: ({ keyless }) => ask(keyless, lens, { kind: 'answered', source: 'extractive' }),
  },
  {
    name: 'question-answered',
    play: ({ keyed }) => ask(keyed, lens, { source: 'rag', rerank: 'applied', degraded: [] }),
  },
  {
    name: 'question-cached',
    async play({ keyed }) {
      await untilFound(keyed.temporal, "HoldfastOutcome = 'answered'");
      return ask(keyed, lens, { kind: 'answered', source: 'cache' });
    },
  },
  {
    name: 'question-without-embedder',
    play({ keyed, vendor }) {
      vendor.faults.always('embeddings', overloaded);
      return ask(keyed, 'When is the Fresnel lens cleaned?', degradedIn('embed'));
    },
  },
  {
    name: 'question-without-reranker',
    play({ keyed, vendor }) {
      vendor.faults.always('rerank', overloaded);
      return ask(keyed, 'On which day is the Fresnel lens cleaned?', degradedIn('rerank'));
    },
  },
  {
    name: 'question-next-generator',
    play({ keyed, vendor }) {
      vendor.faults.always('chat', overloaded);
      return ask(keyed, 'Which day is the Fresnel lens cleaned on?', degradedIn('generate'));
    },
  },
  {
    name: 'question-extractive',
    play({ keyed, vendor }) {
      silenceGenerators(vendor);
      const expected = { source: 'extractive' } as const;
      return ask(keyed, 'What is the Fresnel lens cleaned with?', expected);
    },
  },
  {
    name: 'question-standby',
    async play({ keyed, qdrant }) {
      await untilStandbyIsComplete(keyed);
      qdrant.failWhen(() => 'reset');
      const expected = degradedIn('dense_search', 'lexical_search');
      return ask(keyed, 'With what is the Fresnel lens cleaned?', expected);
    },
  },
  {
    name: 'question-patient',
    async play({ keyed, vendor }) {
      silenceGenerators(vendor);
      const question = 'How is the Fresnel lens cleaned every week?';
      const asked = await keyed.client.start({ question, patient: true });
      await untilWaiting(keyed.temporal, asked.workflowId);
      vendor.faults.clear();
      return answered(keyed, asked, { source: 'rag', degraded: [] });
    },
  },
  {
    name: 'question-abstained',
    play: ({ keyed }) => ask(keyed, 'Who won the chess match?', { kind: 'abstained' }),
  },
  {
    name: 'question-failed',
    play: ({ keyed }) => ask(keyed, { question: lens, corpus: 'other' }, { kind: 'failed' }),
  },
  {
    name: 'search',
    async play({ keyed }) {
      await keyed.client.search(lens);
      return { on: keyed, ...(await untilFound(keyed.temporal, "WorkflowType='searchPassages'")) };
    },
  },
  {
    name: 'question-stale',
    async play({ keyed, qdrant }) {
      await loseAllPassages(keyed, qdrant);
      return ask(keyed, lens, { source: 'cache', kind: 'answered' });
    },
  },
  {
    name: 'question-no-retrieval',
    async play({ keyed, qdrant }) {
      await loseAllPassages(keyed, qdrant);
      return ask(keyed, 'Who cleans the lens?', { kind: 'abstained', source: 'no_retrieval' });
    },
  },
];

async function ask(
  on: TestHoldfast,
  question: string | QuestionInput,
  expected: Partial<Answer>,
): Promise<Played> {
  return answered(on, await on.client.start(question), expected);
}

async function answered(
  on: TestHoldfast,
  asked: Asked,
  expected: Partial<Answer>,
): Promise<Played> {
  partialDeepStrictEqual(await asked.result(), expected);
  return { on, workflowId: asked.workflowId };
}

function degradedIn(...stages: Answer['degraded'][number]['stage'][]): Partial<Answer> {
  const degraded = stages.map((stage) => ({ stage })) as Answer['degraded'];
  return { kind: 'answered', source: 'rag', degraded };
}

function silenceGenerators(vendor: Stage['vendor']): void {
  vendor.faults.always('chat', overloaded);
  vendor.faults.always('messages', overloaded);
}

/** Qdrant away, and a worker that has no copy of the passages. */
async function loseAllPassages(holdfast: TestHoldfast, qdrant: Stage['qdrant']): Promise<void> {
  qdrant.failWhen(() => 'reset');
  await holdfast.stopWorker();
  loseCopies(holdfast);
  await holdfast.restartWorker();
}
