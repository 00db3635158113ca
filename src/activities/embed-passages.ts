import type { IngestActivities } from '../contracts/ingest-activities.js';
import type { StagePolicy } from '../contracts/service.js';
import type { StageUsage } from '../contracts/failure.js';
import { windowTokens } from '../core/window-tokens.js';
import type { Embedder } from '../ports/embedder.js';
import type { PassageStore, UnembeddedPassage } from '../ports/passage-store.js';
import { PortError } from '../ports/port-error.js';
import type { VectorSpool } from '../ports/vector-spool.js';
import type { IngestingPorts } from './ingesting-ports.js';
import { nothingBought, paidCall, pricedFailure } from './paid-call.js';
import type { VectorPurchases } from './vector-purchases.js';

/** Well below the 300,000 tokens a vendor takes in one request. */
const mostTokens = 200_000;

interface EmbeddingPorts extends Pick<IngestingPorts, 'prices' | 'requireWritable'> {
  readonly plan: { readonly embedding: Pick<StagePolicy, 'attemptMs'> };
  readonly store: Pick<PassageStore, 'unembedded' | 'setVectors'>;
  readonly spool: VectorSpool;
  readonly purchases: VectorPurchases;
}
interface Input extends Pick<
  Parameters<IngestActivities['embedPassages']>[0],
  'source' | 'collection' | 'documents' | 'limit'
> {
  /** An attempt before this one may still be under way, here or in another process. */
  readonly isRetry?: boolean;
}
type Result = Awaited<ReturnType<IngestActivities['embedPassages']>>;

/**
 * Buys vectors for the next staged passages that lack one, with one vendor request at most.
 * 1. It buys nothing while the spool or the vector database cannot be written.
 * 2. Vectors that were bought earlier and never stored come from the spool or from memory.
 * 3. What it buys goes to the spool before it goes to the database; if the spool fails all the same,
 *    the database still gets it.
 * 4. It leaves the spool only after it was stored.
 * 5. A batch that the vendor rejects is a result: the caller asks for less, or gives up the document.
 */
export async function embedPassages(
  ports: EmbeddingPorts,
  embedder: Embedder,
  { source, collection, documents, limit = Infinity, isRetry = false }: Input,
  signal: AbortSignal,
): Promise<Result> {
  const { store, spool } = ports;
  const { space, maxBatch, limits } = embedder;
  const most = Math.min(limit, limits?.().texts ?? maxBatch);
  const list = () => store.unembedded(collection, source, documents, most, signal);
  const { passages, total } = await list();
  const batch = upToTokens(passages);
  const first = batch[0];
  if (!first) return { remaining: 0, usage: nothingBought(space) };

  const texts = [...new Set(batch.map(({ embeddedText }) => embeddedText))];
  // Between the two looks, the attempt before may have stored vectors and taken them from the spool.
  const stillMissing = async () =>
    new Set((await list()).passages.map(({ embeddedText }) => embeddedText));
  const found = await findVectors(ports, embedder, texts, isRetry ? stillMissing : null, signal);
  const stored = batch.flatMap(({ id, embeddedText }) => {
    const vector = found.vectors.get(embeddedText);
    return vector ? [{ id, vector }] : [];
  });
  const { rejection, usage } = found;
  if (stored.length === 0 && rejection) {
    const { message: reason, retryable } = rejection;
    const mayPass = retryable || rejection.reason === 'bad_vectors';
    const window = smallerWindow(rejection, embedder, texts);
    const rejected = {
      passages: batch.length,
      document: first.document,
      reason,
      mayPass,
      ...(window !== undefined && { window }),
    };
    return { remaining: total, usage, rejected };
  }
  try {
    await store.setVectors(collection, stored, signal);
  } catch (error) {
    throw found.spoolFailure ?? error;
  }
  await spool.remove(space, [...found.vectors.keys()]);
  return { remaining: total - stored.length, usage };
}

/**
 * Tokens of passages that the vendor would take, where these were too long for it: what it told, or
 * half of a single text.
 */
function smallerWindow(
  { reason }: PortError,
  { limits }: Embedder,
  texts: readonly string[],
): number | undefined {
  if (reason !== 'context_too_long') return undefined;
  const longest = Math.max(...texts.map(windowTokens));
  const told = limits?.().tokens;
  if (told !== undefined && told < longest) return told;
  return texts.length === 1 ? Math.floor(longest / 2) : undefined;
}

interface FoundVectors {
  readonly vectors: ReadonlyMap<string, Float32Array>;
  readonly usage: StageUsage;
  /** Why the vendor sent no vector for the other texts. */
  readonly rejection?: PortError;
  /** The vectors are in memory only. */
  readonly spoolFailure?: unknown;
}

async function findVectors(
  ports: EmbeddingPorts,
  embedder: Embedder,
  texts: readonly string[],
  stillMissing: (() => Promise<ReadonlySet<string>>) | null,
  signal: AbortSignal,
): Promise<FoundVectors> {
  const { spool, purchases, requireWritable } = ports;
  const { space } = embedder;
  for (;;) {
    const others = purchases.underWay(space, texts);
    if (!others) break;
    await others;
  }
  const vectors = new Map<string, Float32Array>();
  const wanted = texts.filter((text) => {
    const vector = purchases.find(space, text);
    if (vector) vectors.set(text, vector);
    return !vector;
  });
  if (wanted.length === 0) return { vectors, usage: nothingBought(space) };
  return purchases.claim(space, wanted, async () => {
    const spooled = await spool.get(space, wanted);
    const unspooled = wanted.filter((text, position) => {
      const vector = spooled[position];
      if (vector) vectors.set(text, vector);
      return !vector;
    });
    const lacking = unspooled.length > 0 && (await stillMissing?.());
    const missing = lacking ? unspooled.filter((text) => lacking.has(text)) : unspooled;
    if (missing.length === 0) return { vectors, usage: nothingBought(space) };
    requireWritable();
    await spool.requireWritable(space, missing.length);
    const { bought, ...rest } = await buy(ports, embedder, missing, signal);
    for (const { text, vector } of bought) {
      purchases.remember(space, text, vector);
      vectors.set(text, vector);
    }
    if (bought.length === 0) return { vectors, ...rest };
    const spoolFailure: unknown = await spool.put(space, bought).catch((error: unknown) => error);
    return { vectors, ...rest, ...(spoolFailure ? { spoolFailure } : {}) };
  });
}

interface Purchase extends Omit<FoundVectors, 'vectors'> {
  readonly bought: readonly { readonly text: string; readonly vector: Float32Array }[];
}

/** One request. Every vector whose place is certain counts, and so does everything that was billed. */
async function buy(
  { plan, prices }: EmbeddingPorts,
  embedder: Embedder,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Purchase> {
  const { space } = embedder;
  const withVectors = (vectors: readonly (Float32Array | undefined)[]) =>
    texts.flatMap((text, position) => {
      const vector = vectors[position];
      return vector ? [{ text, vector }] : [];
    });
  try {
    // The rest of the attempt's time is for storing what was bought.
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(plan.embedding.attemptMs)]);
    const { vectors, tokens } = await embedder.embed(texts, bounded);
    const usage = paidCall(prices, space, { inputTokens: tokens, outputTokens: 0 });
    return { bought: withVectors(vectors), usage };
  } catch (error) {
    const priced = pricedFailure(prices, error);
    if (!(error instanceof PortError) || error.category !== 'content') throw priced;
    const usage = (priced as PortError).usage ?? nothingBought(space);
    return { bought: withVectors(error.vectors ?? []), usage, rejection: error };
  }
}

/** As many as fit one request, and at least one. */
function upToTokens(passages: readonly UnembeddedPassage[]): readonly UnembeddedPassage[] {
  let tokens = 0;
  const fit = passages.findIndex((passage) => (tokens += passage.tokens) > mostTokens);
  return fit === -1 ? passages : passages.slice(0, Math.max(1, fit));
}
