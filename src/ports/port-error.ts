import type { FailureCategory, FailureReason, StageUsage } from '../contracts/failure.js';
import type { CircuitEffect } from '../core/outcome.js';

export interface PortErrorFields {
  readonly dependency: string;
  readonly category: FailureCategory;
  readonly reason: FailureReason;
  /** Whether waiting and trying the same call again can help. */
  readonly retryable: boolean;
  readonly circuit: CircuitEffect;
  readonly retryAfterMs?: number | undefined;
  readonly usage?: StageUsage | undefined;
  /** Of an embedder: the vectors it has all the same, by the place of their text; undefined for the others. */
  readonly vectors?: readonly (Float32Array | undefined)[] | undefined;
  /** The message, where that quotes the vendor, without the quotation. */
  readonly summary?: string | undefined;
  readonly cause?: unknown;
}

/** What every adapter throws. The message names the operation and the target, never a secret. */
export class PortError extends Error {
  override readonly name = 'PortError' as const;
  readonly dependency: string;
  readonly category: FailureCategory;
  readonly reason: FailureReason;
  readonly retryable: boolean;
  readonly circuit: CircuitEffect;
  readonly retryAfterMs: number | undefined;
  readonly usage: StageUsage | undefined;
  readonly vectors: readonly (Float32Array | undefined)[] | undefined;
  /** For logs and alerts: what a vendor says may quote documents and questions. */
  readonly summary: string;

  constructor(message: string, fields: PortErrorFields) {
    super(message, { cause: fields.cause });
    this.dependency = fields.dependency;
    this.category = fields.category;
    this.reason = fields.reason;
    this.retryable = fields.retryable;
    this.circuit = fields.circuit;
    this.retryAfterMs = fields.retryAfterMs;
    this.usage = fields.usage;
    this.vectors = fields.vectors;
    this.summary = fields.summary ?? message;
  }
}

const aboutTexts: ReadonlySet<FailureReason> = new Set([
  'bad_request',
  'bad_input',
  'context_too_long',
  'too_large',
  'content_filtered',
  'bad_vectors',
]);

/**
 * Whether a failed embedding may be the fault of single texts. A server error may be as well, but only
 * one that the same texts meet again says so.
 */
export function isAboutTexts({ reason }: PortError): boolean {
  return aboutTexts.has(reason);
}
