import { createHash } from 'node:crypto';
import type { Config } from './config.js';
import { embeddingEndpoints } from './config/embedder.js';
import type { QueueConfig } from './config/queues.js';
import type { Secret } from './config/secret.js';
import { queues } from './contracts/names.js';

/** What is asked of an endpoint. Ingestion embeds in bulk, on a queue of its own. */
export type Role = 'embed' | 'bulkEmbed' | 'rerank' | 'generate' | 'read' | 'write';

/** Calls of one kind to one service. There is one entry for each role of each provider. */
export interface Endpoint {
  readonly role: Role;
  /** Also the name of the dependency: all endpoints of a provider share a circuit breaker workflow. */
  readonly provider: string;
  readonly model: string;
  /** The task queue that limits its calls; null for calls that no queue limits. */
  readonly queue: (QueueConfig & { readonly name: string }) | null;
  /** The circuit that its failures open. */
  readonly circuit: string;
  /** The circuit of its key: opens when the key is refused or its quota is used up. */
  readonly credential: string | undefined;
  /** Longest time one call may take. */
  readonly timeoutMs: number;
  /** Longest time until it begins to answer: a generator streams. */
  readonly firstResponseMs: number;
}

/** Every endpoint this configuration calls; of one role, in the order they are tried. */
export function endpointsOf(config: Config): readonly Endpoint[] {
  const { embedder, reranker, generators, stages, queues: limits } = config;
  const embedders = embeddingEndpoints(embedder).flatMap(
    ({ space, address, apiKey }): Endpoint[] => {
      // In this process nothing limits a question; ingestions make one call at a time, for one thread.
      const inProcess = address === null;
      const oneCall = { perSecond: null, concurrency: 1 };
      const { provider, model } = space;
      const circuits = circuitsOf(provider, 'embeddings', model, apiKey);
      const shared = { provider, model, ...circuits };
      return [
        {
          role: 'embed',
          ...shared,
          queue: inProcess ? null : { name: queues.embed(provider), ...limits.embed },
          ...timers(stages.embed.attemptMs),
        },
        {
          role: 'bulkEmbed',
          ...shared,
          queue: {
            name: queues.bulkEmbed(provider),
            ...(inProcess ? oneCall : limits.bulkEmbed),
          },
          ...timers(stages.ingestEmbed.attemptMs),
        },
      ];
    },
  );
  const rerankers = (reranker ? [reranker] : []).map(({ provider, model, apiKey }): Endpoint => {
    return {
      role: 'rerank',
      provider,
      model,
      ...circuitsOf(provider, 'rerank', model, apiKey),
      queue: { name: queues.rerank(provider), ...limits.rerank },
      ...timers(stages.rerank.attemptMs),
    };
  });
  const writers = generators.map(({ name, model, apiKey, headers, ...own }): Endpoint => {
    return {
      role: 'generate',
      provider: name,
      model,
      ...circuitsOf(name, 'chat', model, apiKey ?? headers['api-key'] ?? null),
      queue: { name: queues.generate(name), ...own.limits },
      ...timers(own.timers.attemptMs, own.timers.firstTokenMs),
    };
  });
  return [
    qdrant('read', 'qdrant/reads', stages.search.attemptMs),
    qdrant('write', 'qdrant/writes', stages.qdrantWrite.attemptMs),
    ...embedders,
    ...rerankers,
    ...writers,
  ];
}

/** The endpoint of a role that exists: of this provider, or the first one. */
export function endpointFor(
  endpoints: readonly Endpoint[],
  role: Role,
  provider?: string,
): Endpoint {
  const found = endpoints.find(
    (endpoint) =>
      endpoint.role === role && (provider === undefined || endpoint.provider === provider),
  );
  if (found === undefined)
    throw new Error(`no endpoint to ${role} at ${provider ?? 'any provider'}`);
  return found;
}

/** The circuits that calls to an endpoint stand behind. */
export function circuitsBehind({ circuit, credential }: Endpoint): readonly string[] {
  return credential === undefined ? [circuit] : [circuit, credential];
}

/** A service that fails as a whole, with everything that is kept for it. */
export interface Dependency {
  readonly name: string;
  readonly circuits: readonly string[];
  /** Its limited task queues, with the configured rate; null for none. */
  readonly queues: Readonly<Record<string, number | null>>;
}

/** The endpoints by provider. */
export function dependenciesOf(config: Config): readonly Dependency[] {
  const byProvider = Map.groupBy(endpointsOf(config), ({ provider }) => provider);
  return [...byProvider].map(([name, endpoints]) => {
    const limited = endpoints.flatMap(({ queue }) => (queue ? [queue] : []));
    return {
      name,
      circuits: [...new Set(endpoints.flatMap(circuitsBehind))],
      queues: Object.fromEntries(limited.map((queue) => [queue.name, queue.perSecond])),
    };
  });
}

function qdrant(role: 'read' | 'write', circuit: string, timeoutMs: number): Endpoint {
  const shared = { provider: 'qdrant', model: 'qdrant', queue: null, credential: undefined };
  return { role, ...shared, circuit, ...timers(timeoutMs) };
}

function timers(timeoutMs: number, firstResponseMs = timeoutMs) {
  return { timeoutMs, firstResponseMs };
}

/** Each key has its own circuit: one account's quota says nothing about another's. */
function circuitsOf(provider: string, operation: string, model: string, key: Secret | null) {
  return {
    circuit: `${provider}/${operation}/${model}`,
    credential: key ? `${provider}/credential/${fingerprint(key)}` : undefined,
  };
}

/** Enough of a hash to tell keys apart, and too little to guess one from. */
function fingerprint(key: Secret): string {
  return createHash('sha256').update(key.reveal()).digest('hex').slice(0, 8);
}
