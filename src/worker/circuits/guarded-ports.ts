import type { QdrantConnection } from '../../adapters/qdrant/connection.js';
import type { Embedder } from '../../ports/embedder.js';
import type { Generator } from '../../ports/generator.js';
import type { Reranker } from '../../ports/reranker.js';
import type { GuardedCall } from './guard.js';
import type { VendorGuard } from './vendor-guard.js';

/** The same ports, each call behind its circuit. */

export function guardEmbedder(
  embedder: Embedder,
  { call, count }: VendorGuard,
  guarded: GuardedCall,
): Embedder {
  return {
    ...embedder,
    embed: (texts, signal) => count(() => call(guarded, () => embedder.embed(texts, signal))),
  };
}

export function guardReranker(
  reranker: Reranker,
  { call, count }: VendorGuard,
  guarded: GuardedCall,
): Reranker {
  return {
    ...reranker,
    rerank: (query, documents, signal) =>
      count(() => call(guarded, () => reranker.rerank(query, documents, signal))),
  };
}

/** A generator is as fast as its first word: how long the rest takes depends on what it has to say. */
export function guardGenerator(
  generator: Generator,
  { call, count }: VendorGuard,
  guarded: GuardedCall,
): Generator {
  return {
    ...generator,
    generate: (request, signal, onText) =>
      count(() =>
        call(guarded, (watch) =>
          generator.generate(request, signal, (text) => {
            watch.answered();
            onText(text);
          }),
        ),
      ),
  };
}

/** Reads and writes fail apart: a full disk refuses only the one. */
export function guardQdrant(
  connection: QdrantConnection,
  { call }: VendorGuard,
  calls: { readonly read: GuardedCall; readonly write: GuardedCall },
): QdrantConnection {
  return {
    read: (...request) => call(calls.read, () => connection.read(...request)),
    write: (...request) => call(calls.write, () => connection.write(...request)),
  };
}
