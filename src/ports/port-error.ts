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
    this.summary = fields.summary ?? message;
  }
}
