import type { QdrantConnection } from '../../adapters/qdrant/connection.js';
import type { CircuitConfig } from '../../config/circuits.js';
import type { SlowRule } from '../../core/circuit/usual-latency.js';
import type { Embedder } from '../../ports/embedder.js';
import type { Generator } from '../../ports/generator.js';
import type { Reranker } from '../../ports/reranker.js';
import type { Endpoint } from '../../services.js';
import type { GuardedCall } from './attempt.js';
import type { Guard } from './guard.js';

/** The circuits of calls to an endpoint, and when they are slow. */
export function guardedCall(endpoint: Endpoint, { slow }: CircuitConfig): GuardedCall {
  const { role, circuit, credential, timeoutMs } = endpoint;
  const leave = leaveOf(role);
  return { circuit, credential, kind: role, timeoutMs, leave, slow: slowRule(endpoint, slow) };
}

/** Questions do without an embedding and a reranker, and searches have the standby. */
function leaveOf(role: Endpoint['role']): GuardedCall['leave'] {
  if (role === 'embed' || role === 'rerank') return 'slow';
  return role === 'read' ? 'open' : undefined;
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
      guard.countForQueue(() =>
        guard.call(call, ({ left }) => embedder.embed(texts, AbortSignal.any([signal, left]), as)),
      ),
  };
}

export function guardReranker(reranker: Reranker, guard: Guard, call: GuardedCall): Reranker {
  return {
    ...reranker,
    rerank: (query, documents, signal) =>
      guard.countForQueue(() =>
        guard.call(call, ({ left }) =>
          reranker.rerank(query, documents, AbortSignal.any([signal, left])),
        ),
      ),
  };
}

/** A question leaves a silent generator where another follows. */
export function guardGenerator(generator: Generator, guard: Guard, call: GuardedCall): Generator {
  return {
    ...generator,
    generate: (request, signal, onText) =>
      guard.countForQueue(() =>
        guard.call({ ...call, leave: request.hasFallback ? 'slow' : undefined }, (watch) =>
          generator.generate(request, AbortSignal.any([signal, watch.left]), (text) => {
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
