import type { IngestActivities, StagePolicy } from '../contracts/activities.js';
import type { Embedder } from '../ports/embedder.js';
import type { PassageStore, UnembeddedPassage } from '../ports/passage-store.js';
import type { VectorSpool } from '../ports/vector-spool.js';
import type { IngestingPorts } from './ingesting-ports.js';
import { nothingBought, paidCall } from './paid-call.js';

/** Well below the 300,000 tokens a vendor takes in one request. */
const mostTokens = 200_000;

interface EmbeddingPorts extends Pick<IngestingPorts, 'prices' | 'requireWritable'> {
  readonly plan: { readonly embedding: Pick<StagePolicy, 'attemptMs'> };
  readonly store: Pick<PassageStore, 'unembedded' | 'setVectors'>;
  readonly spool: VectorSpool;
}
type Input = Parameters<IngestActivities['embedPassages']>[0];
type Result = Awaited<ReturnType<IngestActivities['embedPassages']>>;

/**
 * Buys vectors for the next staged passages that lack one, with at most one vendor request.
 * 1. Nothing is bought while nothing can be stored.
 * 2. Vectors bought earlier and never stored are taken from the spool.
 * 3. What is bought is spooled before it is stored: from then on nothing can lose it.
 * 4. It leaves the spool only after it was stored.
 */
export async function embedPassages(
  { plan, store, spool, prices, requireWritable }: EmbeddingPorts,
  embedder: Embedder,
  { source, collection, documents }: Input,
  signal: AbortSignal,
): Promise<Result> {
  const { space, maxBatch } = embedder;
  const found = await store.unembedded(collection, source, documents, maxBatch, signal);
  const batch = upToTokens(found.passages);
  if (batch.length === 0) return { remaining: 0, usage: nothingBought(space) };

  const texts = [...new Set(batch.map(({ embeddedText }) => embeddedText))];
  const spooled = await spool.get(space, texts);
  const vectors = new Map<string, Float32Array>();
  texts.forEach((text, position) => {
    const vector = spooled[position];
    if (vector) vectors.set(text, vector);
  });

  const missing = texts.filter((text) => !vectors.has(text));
  let usage = nothingBought(space);
  if (missing.length > 0) {
    requireWritable();
    // The rest of the attempt's time is for what is bought: it has to be stored.
    const ofRequest = AbortSignal.any([signal, AbortSignal.timeout(plan.embedding.attemptMs)]);
    const bought = await embedder.embed(missing, ofRequest);
    const entries = missing.map((text, position) => ({
      text,
      vector: bought.vectors[position] as Float32Array,
    }));
    await spool.put(space, entries);
    for (const { text, vector } of entries) vectors.set(text, vector);
    usage = paidCall(prices, space, { inputTokens: bought.tokens, outputTokens: 0 });
  }

  const stored = batch.map(({ id, embeddedText }) => ({
    id,
    vector: vectors.get(embeddedText) as Float32Array,
  }));
  await store.setVectors(collection, stored, signal);
  await spool.remove(space, texts);
  return { remaining: found.total - batch.length, usage };
}

/** As many as fit one request, and at least one. */
function upToTokens(passages: readonly UnembeddedPassage[]): readonly UnembeddedPassage[] {
  let tokens = 0;
  const fit = passages.findIndex((passage) => (tokens += passage.tokens) > mostTokens);
  return fit === -1 ? passages : passages.slice(0, Math.max(1, fit));
}
