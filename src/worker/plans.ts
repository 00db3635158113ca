import type { IngestPlan, Service } from '../contracts/activities.js';
import { queues } from '../contracts/names.js';
import type { AnswerSettings } from '../activities/answering-ports.js';
import type { Config } from '../config.js';
import { behind, circuitNames } from '../config/circuit-names.js';
import type { EmbeddingEndpoint } from '../config/embedder.js';
import type { RerankerConfig } from '../config/reranker.js';
import { collectionName } from '../core/collection-name.js';
import { chunkerVersion } from '../core/chunk.js';
import { tokenizerVersion } from '../core/tokenize.js';

/** A worker that died is noticed after this long without a heartbeat. */
const heartbeatMs = 5_000;

/** What workflows learn of the configuration before they answer. */
export function answerSettings(config: Config, searchAttributes: boolean): AnswerSettings {
  const { answers, stages, embedder, reranker, generators } = config;
  return {
    searchAttributes,
    deadlineMs: answers.deadlineMs,
    ...(embedder ? { embed: embeddingService(embedder) } : {}),
    ...(embedder?.fallback ? { embedFallback: embeddingService(embedder.fallback) } : {}),
    ...(reranker
      ? {
          rerank: {
            provider: reranker.provider,
            model: reranker.model,
            queue: queues.rerank(reranker.provider),
            circuits: rerankerCircuits(reranker),
            candidates: reranker.candidates,
          },
        }
      : {}),
    searchCircuits: [circuitNames.reads],
    ladder: generators.map(({ rung }) => rung),
    policies: {
      embed: stages.embed,
      search: stages.search,
      rerank: stages.rerank,
      generate: stages.generate,
    },
    scheduleToStartMs: answers.scheduleToStartMs,
    heartbeatMs,
    denseWeight: answers.denseWeight,
    minCoverage: answers.minCoverage,
    earlierAnswers: answers.earlier,
    firstTokenMs: stages.generate.firstTokenMs,
    idleMs: stages.generate.idleMs,
  };
}

function embeddingService({ space: { provider, model }, apiKey }: EmbeddingEndpoint): Service {
  const circuits = behind(circuitNames.embeddings(provider, model), provider, apiKey);
  return { provider, model, queue: queues.embed(provider), circuits };
}

function bulkEmbeddingService({ space: { provider, model } }: EmbeddingEndpoint) {
  return { provider, model, queue: queues.bulkEmbed(provider) };
}

function rerankerCircuits({ provider, model, apiKey }: RerankerConfig): string[] {
  return behind(circuitNames.rerank(provider, model), provider, apiKey);
}

/** What workflows learn of the configuration before they ingest. */
export function ingestPlan(config: Config, searchAttributes: boolean): IngestPlan {
  const { embedder, stages, answers, documents } = config;
  return {
    searchAttributes,
    collection: configuredCollection(config),
    ...(embedder ? { embed: bulkEmbeddingService(embedder) } : {}),
    ...(embedder?.fallback ? { embedFallback: bulkEmbeddingService(embedder.fallback) } : {}),
    lexicalWhileParked: documents.lexicalWhileParked,
    batchSize: 32,
    batchesInFlight: 2,
    pageSize: 512,
    write: stages.qdrantWrite,
    embedding: stages.ingestEmbed,
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
