import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { createAnthropicGenerator } from '../adapters/anthropic/generator.js';
import { createFilesystemDocumentSource } from '../adapters/filesystem/document-source.js';
import { createFilesystemVectorSpool } from '../adapters/filesystem/vector-spool.js';
import { createOpenAiEmbedder } from '../adapters/openai/embedder.js';
import { createOpenAiGenerator } from '../adapters/openai/generator.js';
import { connectQdrant } from '../adapters/qdrant/connection.js';
import { createQdrantManifest } from '../adapters/qdrant/manifest.js';
import { createQdrantPassageIndex } from '../adapters/qdrant/passage-index.js';
import { createQdrantPassageStore } from '../adapters/qdrant/passage-store.js';
import { createHttpReranker } from '../adapters/rerank-http/reranker.js';
import { openStandbyDatabase } from '../adapters/sqlite/database.js';
import { createStandby } from '../adapters/sqlite/standby.js';
import { syncStandby } from '../adapters/sqlite/sync.js';
import { createThreadedCutter } from '../adapters/threads/document-cutter.js';
import { createTemporalAnswerLog } from '../adapters/temporal/answer-log.js';
import type { Config } from '../config.js';
import type { EmbeddingEndpoint } from '../config/embedder.js';
import type { Embedder } from '../ports/embedder.js';
import type { Generator } from '../ports/generator.js';
import type { Reranker } from '../ports/reranker.js';
import type { Circuits } from './circuits/circuits.js';
import { guardedCalls } from './circuits/guarded-calls.js';
import { handingOver } from './handing-over.js';
import {
  guardEmbedder,
  guardGenerator,
  guardQdrant,
  guardReranker,
} from './circuits/guarded-ports.js';

/** Sent to servers that ask for no key: the vendors' clients insist on one. */
const noKey = 'none';

/** Every port with the adapter this configuration asks for, its calls behind their circuits. */
export function openPorts(config: Config, client: Client, circuits: Circuits) {
  const { qdrant, stages, dataDir, documents, prices } = config;
  if (qdrant.url === null) throw new Error('The worker was given no address of Qdrant');
  const calls = guardedCalls(config);
  const direct = connectQdrant({
    url: qdrant.url,
    apiKey: qdrant.apiKey?.reveal(),
    readTimeoutMs: stages.search.attemptMs,
    writeTimeoutMs: stages.qdrantWrite.attemptMs,
  });
  const connection = guardQdrant(direct, circuits.of('qdrant'), calls.qdrant);
  const collections = { alias: qdrant.collection };
  const store = createQdrantPassageStore(connection, collections);
  const manifest = createQdrantManifest(connection, collections);
  const database = openStandbyDatabase(join(dataDir, 'standby.sqlite'));
  const standby = createStandby(database);
  const cutter = createThreadedCutter();
  const embeddersOf = (use: EmbeddingUse) => ({
    embedder: embedderOf(config.embedder, use, circuits, calls),
    fallbackEmbedder: embedderOf(config.embedder?.fallback ?? null, use, circuits, calls),
  });
  return {
    prices,
    encoding: documents.encoding,
    maxDocumentBytes: documents.maxBytes,
    index: createQdrantPassageIndex(connection, collections),
    store,
    manifest,
    standby,
    answerLog: createTemporalAnswerLog(client),
    documents: createFilesystemDocumentSource(),
    cutter,
    spool: createFilesystemVectorSpool(dataDir),
    ...embeddersOf('question'),
    /** The same for ingestions: what takes long for a question does not for them. */
    bulk: embeddersOf('bulk'),
    reranker: rerankerOf(config, circuits, calls),
    generators: generatorsOf(config, circuits, calls),
    refuseWhileUnwritable: () => circuits.of('qdrant').refuseWhileOpen(calls.qdrant.write),
    /** Brings the standby up to date with what was committed since. */
    async syncStandby(signal: AbortSignal) {
      const collection = await store.activeCollection(signal);
      if (collection !== null) await syncStandby({ manifest, store, standby, collection, signal });
    },
    async close() {
      database.close();
      await cutter.close();
    },
  };
}

export type Ports = ReturnType<typeof openPorts>;

type Calls = ReturnType<typeof guardedCalls>;
type EmbeddingUse = keyof ReturnType<Calls['embeddings']>;

function embedderOf(
  endpoint: EmbeddingEndpoint | null,
  use: EmbeddingUse,
  circuits: Circuits,
  calls: Calls,
): Embedder | null {
  if (!endpoint) return null;
  const { space, baseURL, apiKey, maxBatch } = endpoint;
  const { provider, model } = space;
  const direct = createOpenAiEmbedder({
    space,
    baseURL,
    maxBatch,
    apiKey: apiKey?.reveal() ?? noKey,
  });
  const guarded = calls.embeddings(provider, model, apiKey)[use];
  return guardEmbedder(direct, circuits.of(provider), guarded);
}

function rerankerOf({ reranker }: Config, circuits: Circuits, calls: Calls): Reranker | null {
  if (!reranker) return null;
  const { provider, url, model, apiKey } = reranker;
  const direct = createHttpReranker({ dialect: provider, url, model, apiKey: apiKey?.reveal() });
  return guardReranker(direct, circuits.of(provider), calls.rerank(provider, model, apiKey));
}

function generatorsOf(
  { generators }: Config,
  circuits: Circuits,
  calls: Calls,
): ReadonlyMap<string, Generator> {
  const found = generators.flatMap(({ rung: { provider, model }, baseURL, apiKey }) => {
    if (baseURL === null) return [];
    const account = { baseURL, model, apiKey: apiKey?.reveal() ?? noKey };
    const direct =
      provider === 'anthropic'
        ? createAnthropicGenerator(account)
        : createOpenAiGenerator({ provider, ...account });
    const chat = calls.chat(provider, model, apiKey);
    // Beneath the guard, which has to know what is tried again.
    return guardGenerator(handingOver(direct), circuits.of(provider), chat);
  });
  return new Map(found.map((generator) => [generator.provider, generator]));
}
