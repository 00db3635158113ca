import { outcomes } from '../core/outcome.js';
import { isAboutTexts, PortError } from '../ports/port-error.js';
import type { FailureReason, StageUsage } from '../contracts/failure.js';
import type { Embedder } from '../ports/embedder.js';

/** Used until it is known whether the harmless text passes. */
const mayBeAboutTexts: ReadonlySet<FailureReason> = new Set([
  'server_error',
  'malformed_response',
  'wrong_dimensions',
]);

/** A text that every embedder takes. */
const harmless = 'Hello.';

/**
 * An embedder for bulk work that finds out whether a failed batch or the service is to blame: it sends
 * one harmless text. If that succeeds, the batch fails as `content`, which no circuit counts. Otherwise
 * the failure stands as it is.
 */
export function blameBatch(embedder: Embedder): Embedder {
  return {
    ...embedder,
    async embed(texts, signal) {
      try {
        return await embedder.embed(texts, signal);
      } catch (error) {
        if (!isAmbiguous(error)) throw error;
        const { tokens } = await probe(embedder, error, signal);
        const { provider, model } = embedder.space;
        const probed = {
          provider,
          model,
          calls: 1,
          inputTokens: tokens,
          outputTokens: 0,
          costUsd: 0,
        };
        throw new PortError(error.message, {
          ...error,
          category: 'content',
          circuit: 'ignore',
          usage: sum(error.usage, probed),
          cause: error.cause,
        });
      }
    },
  };
}

/** A rate limit that meets the probe is worth more than the ambiguous failure before it. */
async function probe(embedder: Embedder, failure: PortError, signal: AbortSignal) {
  try {
    return await embedder.embed([harmless], signal);
  } catch (error) {
    const throttled = error instanceof PortError && error.category === 'rate_limit';
    if (throttled) throw error;
    // Bad vectors for every text are no fault of the texts.
    const { message, category } = failure;
    if (category !== 'content') throw failure;
    throw new PortError(message, { ...failure, ...outcomes.malformedResponse });
  }
}

/** A failure that one text can cause as well as a sick server or a wrong configuration. */
function isAmbiguous(error: unknown): error is PortError {
  if (!(error instanceof PortError)) return false;
  if (error.category === 'content' && error.reason !== 'bad_vectors') return false;
  // A server that sent some good vectors is healthy.
  if (error.vectors?.some((vector) => vector !== undefined)) return false;
  return isAboutTexts(error) || mayBeAboutTexts.has(error.reason);
}

function sum(one: StageUsage | undefined, other: StageUsage): StageUsage {
  if (one === undefined) return other;
  const inputTokens = one.inputTokens + other.inputTokens;
  return { ...other, calls: one.calls + other.calls, inputTokens };
}
