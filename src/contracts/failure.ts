/** What kind of failure it is; the `type` of every ApplicationFailure an activity throws. */
export type FailureCategory =
  'transient' | 'rate_limit' | 'client_error' | 'resource' | 'content' | 'cancelled';

/** Why a call failed, finer than the category. Workflows branch on it; it labels metrics and results. */
export const failureReasons = [
  'unreachable',
  'timeout',
  'slow_first_token',
  'stalled',
  'stream_cut',
  'malformed_response',
  'incompatible_response',
  'overloaded',
  'server_error',
  'conflict',
  'rate_limited',
  'quota_exhausted',
  'key_rejected',
  'bad_request',
  'not_found',
  'wrong_dimensions',
  'context_too_long',
  'output_too_long',
  'reasoning_too_long',
  'empty_reply',
  'bad_vectors',
  'content_filtered',
  'too_large',
  'disk_full',
  'out_of_memory',
  'bad_input',
  'unknown_corpus',
  'too_many_gone',
  'circuit_open',
  'cancelled',
  'unexpected',
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** Details of the ApplicationFailure: everything a workflow learns about a failed activity. */
export interface FailureDetails {
  readonly dependency: string;
  readonly category: FailureCategory;
  readonly reason: FailureReason;
  readonly retryAfterMs?: number;
  /** Tokens and cost of the failed call, where the vendor billed it. */
  readonly usage?: StageUsage;
}

/** Why a stage failed for good: after its last attempt, or after a failure that is not retryable. */
export interface StageFailure extends FailureDetails {
  readonly message: string;
  readonly retryable: boolean;
}

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: StageFailure };

/** Tokens and cost of one paid call, or the sum of several. Cost in US dollars. */
export interface StageUsage {
  readonly provider: string;
  readonly model: string;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** Whether the vendor did not count the tokens, so that they are estimated from the texts. */
  readonly estimated?: boolean;
}
