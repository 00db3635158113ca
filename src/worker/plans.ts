import type { IngestPlan } from '../contracts/ingest-activities.js';
import type { GeneratorEntry } from '../contracts/question-activities.js';
import type { Service } from '../contracts/service.js';
import { queues } from '../contracts/names.js';
import type { AnswerSettings } from '../activities/answering-ports.js';
import type { Config } from '../config.js';
import type { GeneratorConfig } from '../config/generators.js';
import { chunkerVersion, collectionName } from '../core/collection-name.js';
import { buildPrompt } from '../core/prompt.js';
import { tokenizerVersion } from '../core/tokenize.js';
import { circuitsBehind, endpointFor, endpointsOf, type Endpoint } from '../services.js';

/** A worker that died is noticed after this long without a heartbeat. */
const heartbeatMs = 5_000;

/** What workflows learn of the configuration before they answer. */
export function answerSettings(config: Config, searchAttributes: boolean): AnswerSettings {
  const { answers, stages, reranker, generators } = config;
  const endpoints = endpointsOf(config);
  const [embed, embedFallback] = endpoints.filter(({ role }) => role === 'embed').map(service);
  return {
    searchAttributes,
    deadlineMs: answers.deadlineMs,
    ...(embed ? { embed } : {}),
    ...(embedFallback ? { embedFallback } : {}),
    ...(reranker
      ? {
          rerank: {
            ...service(endpointFor(endpoints, 'rerank')),
            candidates: reranker.candidates,
          },
        }
      : {}),
    searchCircuits: circuitsBehind(endpointFor(endpoints, 'read')),
    generators: [
      ...generators.map((generator) => {
        return {
          ...service(endpointFor(endpoints, 'generate', generator.name)),
          ...room(generator),
        };
      }),
      extractive(config),
    ],
    policies: {
      embed: stages.embed,
      search: stages.search,
      rerank: stages.rerank,
      // A generator with a shorter time of its own ends its call itself.
      generate: { ...stages.generate, attemptMs: longestAttempt(config) },
    },
    scheduleToStartMs: answers.scheduleToStartMs,
    heartbeatMs,
    denseWeight: answers.denseWeight,
    minCoverage: answers.minCoverage,
    answerCache: answers.cache,
    firstPauseMs: answers.firstPauseMs,
    shapingAnswers: shapingAnswers(config),
    firstTokenMs: stages.generate.firstTokenMs,
    idleMs: stages.generate.idleMs,
  };
}

/** Another value of any of these may make another answer. Secrets print as nothing here. */
function shapingAnswers({ generators, generation, embedder, reranker, answers }: Config): string {
  const { denseWeight, minCoverage } = answers;
  const { system } = buildPrompt({ question: '', passages: [] });
  const shaping = { generators, generation, embedder, reranker, denseWeight, minCoverage, system };
  return JSON.stringify(shaping);
}

function service(endpoint: Endpoint): Service {
  const { provider, model, queue } = endpoint;
  return { provider, model, queue: queue?.name ?? queues.main, circuits: circuitsBehind(endpoint) };
}

function longestAttempt({ generators, stages }: Config): number {
  return Math.max(...generators.map(({ timers }) => timers.attemptMs), stages.generate.attemptMs);
}

/** The last generator takes sentences from the passages and calls nothing. */
function extractive({ generation }: Config): GeneratorEntry {
  const provider = 'extractive';
  return { provider, model: provider, queue: queues.main, circuits: [], ...room(generation) };
}

function room({ contextTokens, maxOutputTokens }: Room) {
  return {
    contextTokens,
    smallerContextTokens: Math.ceil(contextTokens / 2),
    maxOutputTokens,
  };
}
type Room = Pick<GeneratorConfig, 'contextTokens' | 'maxOutputTokens'>;

/** What workflows learn of the configuration before they ingest. */
export function ingestPlan(config: Config, searchAttributes: boolean): IngestPlan {
  const { stages, answers, documents } = config;
  const embedding = endpointsOf(config).filter(({ role }) => role === 'bulkEmbed');
  const [embed, embedFallback] = embedding.map(service);
  return {
    searchAttributes,
    collection: configuredCollection(config),
    ...(embed ? { embed } : {}),
    ...(embedFallback ? { embedFallback } : {}),
    embedLater: config.embedder?.address === null,
    batchSize: 32,
    batchesInFlight: 4,
    pageSize: 512,
    write: stages.qdrantWrite,
    embedding: stages.ingestEmbed,
    firstParkMs: documents.firstParkMs,
    heartbeatMs,
    graceMs: answers.deadlineMs + answers.staleGraceMs,
  };
}

/** The collection this configuration writes to. */
export function configuredCollection({ qdrant, embedder, documents }: Config): string {
  return collectionName({
    alias: qdrant.collection,
    space: embedder?.space ?? null,
    encoding: documents.encoding,
    tokenizerVersion,
    chunkerVersion,
  });
}
