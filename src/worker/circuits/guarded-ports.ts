import type { QdrantConnection } from '../../adapters/qdrant/connection.js';
import type { CircuitConfig } from '../../config/circuits.js';
import type { SlowRule } from '../../core/circuit/usual-latency.js';
import type { Embedder } from '../../ports/embedder.js';
import type { Generator } from '../../ports/generator.js';
import type { Reranker } from '../../ports/reranker.js';
import type { Endpoint } from '../../services.js';
import type { Guard, GuardedCall } from './guard.js';

/** The circuits of calls to an endpoint, and when they are slow. */
export function guardedCall(endpoint: Endpoint, { slow }: CircuitConfig): GuardedCall {
  const { role, circuit, credential, timeoutMs } = endpoint;
  return { circuit, credential, kind: role, timeoutMs, slow: slowRule(endpoint, slow) };
}

function slowRule({ role, firstResponseMs }: Endpoint, slow: CircuitConfig['slow']): SlowRule {
  const longestMs = firstResponseMs * slow.afterShare;
  switch (role) {
    // These differ too much from one call to the next to be compared with the usual latency.
    case 'bulkEmbed':
    case 'read':
    case 'write':
      return { longestMs, timesUsual: Infinity, shortestMs: longestMs };
    case 'embed':
    case 'rerank':
    case 'generate':
      return { longestMs, timesUsual: slow.timesUsual, shortestMs: slow.shortestMs };
  }
}

export function guardEmbedder(embedder: Embedder, guard: Guard, call: GuardedCall): Embedder {
  return {
    ...embedder,
    embed: (texts, signal, as) =>
      guard.countForQueue(() => guard.call(call, () => embedder.embed(texts, signal, as))),
  };
}

export function guardReranker(reranker: Reranker, guard: Guard, call: GuardedCall): Reranker {
  return {
    ...reranker,
    rerank: (query, documents, signal) =>
      guard.countForQueue(() => guard.call(call, () => reranker.rerank(query, documents, signal))),
  };
}

/** Only the time to the first word says how fast a generator is: answers differ in length. */
export function guardGenerator(generator: Generator, guard: Guard, call: GuardedCall): Generator {
  return {
    ...generator,
    generate: (request, signal, onText) =>
      guard.countForQueue(() =>
        guard.call(call, (watch) =>
          generator.generate(request, signal, (text) => {
            watch.answered();
            onText(text);
          }),
        ),
      ),
  };
}

/** Reads and writes have a circuit each: a full disk fails only writes. */
export function guardQdrant(
  connection: QdrantConnection,
  guard: Guard,
  calls: { readonly read: GuardedCall; readonly write: GuardedCall },
): QdrantConnection {
  return {
    read: (...request) => guard.call(calls.read, () => connection.read(...request)),
    write: (...request) => guard.call(calls.write, () => connection.write(...request)),
  };
}
