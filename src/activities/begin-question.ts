import type {
  BegunQuestion,
  QuestionActivities,
  ReadAhead,
} from '../contracts/question-activities.js';
import { questionInput, type QuestionInput } from '../contracts/answer.js';
import type { Scope } from '../contracts/passage.js';
import { candidatesFor } from '../core/fuse.js';
import { activitySignal } from './activity-signal.js';
import type { AnsweringPorts } from './answering-ports.js';
import { findFreshAnswer } from './cached-answers.js';
import type { indexInspector } from './inspect-index.js';
import { parseInput } from './parse-input.js';
import { questionKey } from './question-key.js';
import { searchLexical } from './search.js';
import { stageFailureOf } from './to-failure.js';

/** What has not been read by then is left to activities of its own, with retries. */
const readAheadMs = 900;

/** Plans a question and reads ahead: the index, then its cached answer beside the lexical search. */
export async function beginQuestion(
  ports: AnsweringPorts,
  inspectIndex: ReturnType<typeof indexInspector>,
  [input, purpose]: Parameters<QuestionActivities['beginQuestion']>,
): Promise<BegunQuestion> {
  const plan = planOf(ports, input);
  const { question, answerCache } = plan;
  const { tenant, corpus } = question;
  const signal = AbortSignal.any([activitySignal(), AbortSignal.timeout(readAheadMs)]);
  const index = await readAhead(() => inspectIndex({ tenant, corpus }, signal));
  if (!index.ok) return { plan, index };
  const { collection, version: indexVersion } = index.value;
  const scope: Scope = { tenant, corpus, collection };
  const [cached, lexical] = await Promise.all([
    purpose === 'answer' && answerCache.enabled && question.cache
      ? readAhead(() => {
          const fresh = { indexVersion, maxAgeMs: answerCache.maxAgeMs };
          return findFreshAnswer(ports, { scope, questionKey: plan.questionKey, fresh }, signal);
        })
      : undefined,
    readAhead(() => {
      const limit = candidatesFor(question);
      return searchLexical(ports.index, { scope, question: question.question, limit }, signal);
    }),
  ]);
  const isCached = cached?.ok === true && cached.value !== null;
  return { plan, index, ...(cached && { cached }), ...(!isCached && { lexical }) };
}

function planOf(ports: AnsweringPorts, input: QuestionInput): BegunQuestion['plan'] {
  const question = parseInput(questionInput, input);
  const { firstTokenMs, idleMs, shapingAnswers, ...plan } = ports.settings;
  const { embed, ...byWords } = plan;
  // One that is still being loaded is none: said by `embeddedShare`, and no failure.
  const isReady = ports.embedder?.isReady?.() ?? true;
  const key = questionKey(question, shapingAnswers);
  return { ...byWords, ...(embed && isReady && { embed }), question, questionKey: key };
}

async function readAhead<T>(read: () => Promise<T>): Promise<ReadAhead<T>> {
  const startedAt = performance.now();
  const outcome = await read().then(
    (value) => ({ ok: true, value }) as const,
    (error: unknown) => ({ ok: false, failure: stageFailureOf(error) }) as const,
  );
  return { ...outcome, tookMs: Math.round(performance.now() - startedAt) };
}
