import { join } from 'node:path';
import { Runtime } from '@temporalio/worker';
import { createAnthropicGenerator } from '../adapters/anthropic/generator.js';
import { createEmbeddedEmbedder, type EmbeddedEmbedder } from '../adapters/embedded/embedder.js';
import { createFilesystemDocumentSource } from '../adapters/filesystem/document-source.js';
import { openServerProfiles } from '../adapters/filesystem/server-profiles.js';
import { createFilesystemVectorSpool } from '../adapters/filesystem/vector-spool.js';
import { createOpenAiEmbedder } from '../adapters/openai/embedder.js';
import { createOpenAiGenerator } from '../adapters/openai/generator.js';
import { createQdrantAnswerCache } from '../adapters/qdrant/answer-cache.js';
import { connectQdrant } from '../adapters/qdrant/connection.js';
import { createQdrantManifest } from '../adapters/qdrant/manifest.js';
import { createQdrantPassageIndex } from '../adapters/qdrant/passage-index.js';
import { createQdrantPassageStore } from '../adapters/qdrant/passage-store.js';
import { createHttpReranker } from '../adapters/rerank-http/reranker.js';
import { createVendorFetch } from '../adapters/shared/vendor-fetch.js';
import { syncStandby } from '../adapters/sqlite/sync.js';
import { openThreadedStandby } from '../adapters/sqlite/threaded-standby.js';
import { createThreadedChunker } from '../adapters/threads/document-chunker.js';
import type { Config } from '../config.js';
import type { EmbeddingEndpoint } from '../config/embedder.js';
import type { GeneratorConfig } from '../config/generators.js';
import { processEnvironment } from '../config/process-environment.js';
import type { Secret } from '../config/secret.js';
import type { ServerAddress } from '../config/server-address.js';
import type { Embedder } from '../ports/embedder.js';
import type { Generator } from '../ports/generator.js';
import type { Reranker } from '../ports/reranker.js';
import type { VectorSpool } from '../ports/vector-spool.js';
import { endpointFor, endpointsOf, type Role } from '../services.js';
import { blameBatch } from './blame-batch.js';
import type { Circuits } from './circuits/circuits.js';
import type { GuardedCall } from './circuits/attempt.js';
import { obtainEncoderFiles } from './encoder-files.js';
import { failFast } from './fail-fast.js';
import {
  guardedCall,
  guardEmbedder,
  guardGenerator,
  guardQdrant,
  guardReranker,
} from './circuits/guarded-ports.js';

/** Every port with the adapter this configuration asks for, its calls behind their circuits. */
export function openPorts(config: Config, circuits: Circuits) {
  const { qdrant, stages, dataDir, documents, prices } = config;
  if (qdrant.url === null) throw new Error('The worker was given no address of Qdrant');
  const calls = {
    read: guardedBy(config, 'read', 'qdrant'),
    write: guardedBy(config, 'write', 'qdrant'),
  };
  const direct = connectQdrant({
    url: qdrant.url,
    apiKey: qdrant.apiKey?.reveal(),
    readTimeoutMs: stages.search.attemptMs,
    writeTimeoutMs: stages.qdrantWrite.attemptMs,
  });
  const connection = guardQdrant(direct, circuits.of('qdrant'), calls);
  const collections = { alias: qdrant.collection };
  const store = createQdrantPassageStore(connection, collections);
  const manifest = createQdrantManifest(connection, collections);
  const standby = openThreadedStandby(join(dataDir, 'standby.sqlite'));
  const chunker = createThreadedChunker();
  const vendors = {
    config,
    circuits,
    fetchFor: fetchThroughProxies(config),
    profileOf: openServerProfiles(dataDir, ({ baseURL, model }, words) => {
      Runtime.instance().logger.info(`${model} at ${new URL(baseURL).host}: ${words}`);
    }),
  };
  const { embedder } = config;
  const encoder = embedder?.address === null ? openEncoder(embedder.maxBatch) : undefined;
  const embeddersFor = (role: 'embed' | 'bulkEmbed') => ({
    embedder: embedderOf(vendors, role, embedder, encoder),
    fallbackEmbedder: embedderOf(vendors, role, embedder?.fallback ?? null),
  });
  return {
    prices,
    encoding: documents.encoding,
    maxDocumentBytes: documents.maxBytes,
    index: createQdrantPassageIndex(connection, collections),
    store,
    manifest,
    standby,
    answerCache: createQdrantAnswerCache(connection, collections),
    answerCopies: standby.answers,
    documents: createFilesystemDocumentSource(documents.roots),
    chunker,
    spool: encoder ? noSpool : openSpool(dataDir),
    ...embeddersFor('embed'),
    /** The same for ingestions: what takes long for a question does not for them. */
    bulk: embeddersFor('bulkEmbed'),
    reranker: rerankerOf(vendors),
    generators: generatorsOf(vendors),
    requireWritable: () => circuits.of('qdrant').requireClosed(calls.write),
    /** Brings the standby up to date with what was committed since. */
    async syncStandby(signal: AbortSignal) {
      const collection = await store.activeCollection(signal);
      if (collection !== null) await syncStandby({ manifest, store, standby, collection, signal });
    },
    async close() {
      await Promise.all([standby.close(), encoder?.close(), chunker.close()]);
    },
  };
}

export type Ports = ReturnType<typeof openPorts>;

/** What every vendor's adapter is made with. */
interface Vendors {
  readonly config: Config;
  readonly circuits: Circuits;
  readonly fetchFor: ReturnType<typeof createVendorFetch>;
  readonly profileOf: ReturnType<typeof openServerProfiles>;
}

function openSpool(dataDir: string): VectorSpool {
  return createFilesystemVectorSpool(dataDir, {
    onDamaged: (file) => {
      Runtime.instance().logger.warn(`Deleted ${file}: its checksum is wrong`);
    },
  });
}

/** For vectors that cost nothing: one that is lost is made again. */
const noSpool: VectorSpool = {
  get: (_, texts) => Promise.resolve(texts.map(() => undefined)),
  requireWritable: () => Promise.resolve(),
  put: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};

/** The encoder in this process, ready once its files are there and loaded. */
function openEncoder(maxBatch: number): EmbeddedEmbedder {
  const { logger } = Runtime.instance();
  const files = obtainEncoderFiles(processEnvironment(), (text) => {
    logger.info(text);
  });
  files.catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    logger.warn(`Search is by words only: the sentence encoder could not be had (${why})`);
  });
  return createEmbeddedEmbedder(files, maxBatch);
}

function embedderOf(
  { config, circuits, fetchFor, profileOf }: Vendors,
  role: 'embed' | 'bulkEmbed',
  endpoint: EmbeddingEndpoint | null,
  encoder?: EmbeddedEmbedder,
): Embedder | null {
  if (!endpoint) return null;
  const { space, address, apiKey, maxBatch } = endpoint;
  if (address === null) return encoder ?? null;
  const { inputs, maxTokens, fixedTokens } = config.embedder!;
  const options = {
    space,
    maxBatch,
    maxTokens: maxTokens ?? undefined,
    fixedTokens,
    profile: profileOf({ ...address, model: space.model }),
    prefixes: { query: inputs.query.prefix, passage: inputs.passage.prefix },
    fields: { query: inputs.query.fields, passage: inputs.passage.fields },
    ...accountAt(fetchFor, address, apiKey),
  };
  const direct = createOpenAiEmbedder(options);
  const { provider } = space;
  // Beneath the guard, so that a text the vendor cannot take opens no circuit.
  const embedder = role === 'bulkEmbed' ? blameBatch(direct) : direct;
  return guardEmbedder(embedder, circuits.of(provider), guardedBy(config, role, provider));
}

function rerankerOf({ config, circuits, fetchFor, profileOf }: Vendors): Reranker | null {
  if (!config.reranker) return null;
  const { provider, address, model, apiKey } = config.reranker;
  const { baseURL: url, ...account } = accountAt(fetchFor, address, apiKey);
  const profile = profileOf({ ...address, model });
  const options = { dialect: provider, url, model, profile, ...account };
  const direct = createHttpReranker(options);
  return guardReranker(direct, circuits.of(provider), guardedBy(config, 'rerank', provider));
}

function generatorsOf({
  config,
  circuits,
  fetchFor,
  profileOf,
}: Vendors): ReadonlyMap<string, Generator> {
  const found = config.generators.map((configured) => {
    const { name, kind, model, address, apiKey, headers, request, timers } = configured;
    const options = {
      provider: name,
      model,
      ...request,
      ...accountAt(fetchFor, address, apiKey),
      headers: mapValues(headers, (value) => value.reveal()),
      profile: profileOf({ ...address, model }),
    };
    const direct =
      kind === 'anthropic' ? createAnthropicGenerator(options) : createOpenAiGenerator(options);
    // Beneath the guard, which has to know what is tried again.
    const generator = failFast(withTimers(direct, timers));
    const guarded = guardedBy(config, 'generate', name);
    return [name, guardGenerator(generator, circuits.of(name), guarded)] as const;
  });
  return new Map(found);
}

function fetchThroughProxies({ proxies: { http, https, no } }: Config): Vendors['fetchFor'] {
  return createVendorFetch({
    http: http?.reveal(),
    https: https?.reveal(),
    no: no ?? undefined,
  });
}

/** Where a server is and how it is reached. */
function accountAt(fetchFor: Vendors['fetchFor'], address: ServerAddress, key: Secret | null) {
  return {
    baseURL: address.baseURL,
    apiKey: key?.reveal(),
    fetch: fetchFor({ ...address, hasKey: key !== null }),
  };
}

/** Each generator has its own patience. */
function withTimers(generator: Generator, timers: GeneratorConfig['timers']): Generator {
  const { attemptMs, ...waits } = timers;
  return {
    ...generator,
    generate: (request, signal, onText) => {
      const bounded = AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]);
      return generator.generate({ ...request, ...waits }, bounded, onText);
    },
  };
}

function mapValues<T, R>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function guardedBy(config: Config, role: Role, provider: string): GuardedCall {
  return guardedCall(endpointFor(endpointsOf(config), role, provider), config.circuits);
}
