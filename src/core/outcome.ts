import type { FailureCategory, FailureReason } from '../contracts/failure.js';

/** How a circuit breaker takes a failure: counts it, ignores it, or opens at once. */
export type CircuitEffect = 'count' | 'ignore' | 'open';

/** What a failure means: what kind it is, whether the same call may work later, what the circuit does. */
export interface Outcome {
  readonly category: FailureCategory;
  readonly reason: FailureReason;
  readonly retryable: boolean;
  readonly circuit: CircuitEffect;
}

/** One line of an error table. All conditions given must hold; the first rule that fits decides. */
export interface Rule {
  readonly names?: readonly string[];
  readonly codes?: readonly string[];
  /** 'none' for errors without one: within a stream, or before anything was sent. */
  readonly status?: readonly (number | 'none')[];
  readonly says?: RegExp;
  readonly outcome: Outcome;
}

function outcome(
  category: FailureCategory,
  reason: FailureReason,
  retryable: boolean,
  circuit: CircuitEffect,
): Outcome {
  return { category, reason, retryable, circuit };
}

/** Every outcome a call to a dependency can have besides success; adapters name theirs from here. */
export const outcomes = {
  unreachable: outcome('transient', 'unreachable', true, 'count'),
  timeout: outcome('transient', 'timeout', true, 'count'),
  /** The caller had too little time left for this to say anything about the dependency. */
  hurried: outcome('transient', 'timeout', true, 'ignore'),
  slowFirstToken: outcome('transient', 'slow_first_token', true, 'count'),
  stalled: outcome('transient', 'stalled', true, 'count'),
  streamCut: outcome('transient', 'stream_cut', true, 'count'),
  malformedResponse: outcome('transient', 'malformed_response', true, 'count'),
  /** It can be read, but is no answer this product understands: no waiting changes that. */
  incompatibleResponse: outcome('client_error', 'incompatible_response', false, 'ignore'),
  overloaded: outcome('transient', 'overloaded', true, 'count'),
  serverError: outcome('transient', 'server_error', true, 'count'),
  /** The vendor says that the caller hung up: it is not failing. */
  hungUp: outcome('transient', 'server_error', true, 'ignore'),
  /** Another write of the same thing is under way. */
  conflict: outcome('transient', 'conflict', true, 'ignore'),
  /** What was to be created exists already. */
  exists: outcome('client_error', 'conflict', false, 'ignore'),
  /** Our worker is shutting down; the attempt is repeated by another. */
  interrupted: outcome('transient', 'cancelled', true, 'ignore'),
  /** Our process has no file handle left, or our own database is locked: it passes. */
  busy: outcome('transient', 'overloaded', true, 'ignore'),
  rateLimited: outcome('rate_limit', 'rate_limited', true, 'ignore'),
  quotaExhausted: outcome('resource', 'quota_exhausted', false, 'open'),
  keyRejected: outcome('client_error', 'key_rejected', false, 'open'),
  badRequest: outcome('client_error', 'bad_request', false, 'ignore'),
  badInput: outcome('client_error', 'bad_input', false, 'ignore'),
  notFound: outcome('client_error', 'not_found', false, 'ignore'),
  wrongDimensions: outcome('client_error', 'wrong_dimensions', false, 'ignore'),
  contextTooLong: outcome('content', 'context_too_long', false, 'ignore'),
  outputTooLong: outcome('content', 'output_too_long', false, 'ignore'),
  /** All room for output went to reasoning, even with extra room for it. */
  reasoningTooLong: outcome('content', 'reasoning_too_long', false, 'ignore'),
  /** The model ended in order and wrote nothing. */
  emptyReply: outcome('content', 'empty_reply', false, 'ignore'),
  /** Vectors that are missing, not finite or all zeros: it depends on the texts, so a smaller batch tells which. */
  badVectors: outcome('content', 'bad_vectors', false, 'ignore'),
  contentFiltered: outcome('content', 'content_filtered', false, 'ignore'),
  /** The model wrote something other than the structure asked of it; another try may not. */
  malformedOutput: outcome('content', 'malformed_response', true, 'ignore'),
  /** One document or request is more than the vendor takes: only a smaller one will pass. */
  requestTooLarge: outcome('content', 'too_large', false, 'ignore'),
  /** The batch is more than the store takes at once: only a split one will pass. */
  batchTooLarge: outcome('resource', 'too_large', false, 'ignore'),
  diskFull: outcome('resource', 'disk_full', false, 'count'),
  outOfMemory: outcome('resource', 'out_of_memory', false, 'count'),
  circuitOpen: outcome('transient', 'circuit_open', false, 'ignore'),
  cancelled: outcome('cancelled', 'cancelled', false, 'ignore'),
  /** An error no rule knows. Attempts are bounded, so it is tried again and counted. */
  unexpected: outcome('transient', 'unexpected', true, 'count'),
  /** A mistake in our own code: the same call fails for ever and says nothing about the vendor. */
  programmingError: outcome('client_error', 'unexpected', false, 'ignore'),
} as const satisfies Record<string, Outcome>;
