import QuickLRU from 'quick-lru';
import { snippetOf } from '../core/snippet.js';
import { decodeVector, encodeVector } from '../core/vector-codec.js';
import type { QuestionActivities } from '../contracts/question-activities.js';
import type { StagePolicy } from '../contracts/service.js';
import { activitySignal } from './activity-signal.js';
import type { AnsweringPorts } from './answering-ports.js';
import { beginQuestion } from './begin-question.js';
import { saveAnswer } from './cached-answers.js';
import { indexInspector } from './inspect-index.js';
import { passageLoader } from './load-passages.js';
import { nothingBought, paidCall, pricedFailure } from './paid-call.js';
import { clientError } from './client-error.js';
import { searchDense, searchLexical, searchStandby } from './search.js';
import { writeAnswer } from './write-answer.js';

/** Vectors of recent questions kept in memory: 6 KB each at 1,536 dimensions. */
const mostVectors = 1_000;

/** The activities of a question over its ports. They throw PortError; the caller maps failures. */
export function createQuestionActivities(ports: AnsweringPorts): QuestionActivities {
  const { settings, prices, index, standby } = ports;
  const inspectIndex = indexInspector(ports);
  const loadPassages = passageLoader(index, standby);
  const vectors = new QuickLRU<string, string>({ maxSize: mostVectors });
  const { embed, search, rerank, generate } = settings.policies;
  const signalFor = ({ attemptMs }: StagePolicy) => activitySignal(attemptMs);

  return {
    beginQuestion: (...asked) => beginQuestion(ports, inspectIndex, asked),

    findCachedAnswer: ({ scope, questionKey }) =>
      ports.answerCopies.find(scope, questionKey, signalFor(search)),

    saveAnswer: (input) => saveAnswer(ports, input, signalFor(search)),

    async embedQuestion({ question, fallback = false }) {
      const embedder = fallback
        ? required(ports.fallbackEmbedder, 'second embedder')
        : required(ports.embedder, 'embedder');
      const known = vectors.get(question);
      if (known) return { vector: known, usage: nothingBought(embedder.space) };
      const bought = await embedder
        .embed([question], signalFor(embed), 'query')
        .catch((error: unknown) => {
          throw pricedFailure(prices, error);
        });
      const { vectors: found, tokens, estimated } = bought;
      const vector = encodeVector(found[0] as Float32Array);
      vectors.set(question, vector);
      const usage = paidCall(prices, embedder.space, {
        inputTokens: tokens,
        outputTokens: 0,
        ...(estimated && { estimated }),
      });
      return { vector, usage };
    },

    searchLexical: (input) => searchLexical(index, input, signalFor(search)),

    searchDense: ({ vector, ...where }) =>
      searchDense(index, { ...where, vector: decodeVector(vector) }, signalFor(search)),

    searchStandby: (input) => searchStandby(standby, input, signalFor(search)),

    async describePassages({ scope, passageIds }) {
      const passages = await loadPassages(scope, passageIds, signalFor(search));
      return passages.map(({ id, title, heading, text }) => {
        return { id, title, heading, snippet: snippetOf(text) };
      });
    },

    async rerankPassages({ scope, question, passageIds }) {
      const reranker = required(ports.reranker, 'reranker');
      const signal = signalFor(rerank);
      const passages = await loadPassages(scope, passageIds, signal);
      const texts = passages.map(({ heading, text }) => (heading ? `${heading}\n${text}` : text));
      const { scores, tokens } = await reranker.rerank(question, texts, signal);
      return {
        order: scores.flatMap((score) => passages[score.index]?.id ?? []),
        usage: paidCall(prices, reranker, { inputTokens: tokens, outputTokens: 0 }),
      };
    },

    generateAnswer: (input) => writeAnswer(ports, loadPassages, input, signalFor(generate)),
  };
}

function required<T>(port: T | null, what: string): T {
  if (port !== null) return port;
  throw clientError(what, 'bad_request', `This worker has no ${what}`);
}
