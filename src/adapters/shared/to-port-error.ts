import type { StageUsage } from '../../contracts/failure.js';
import { classify } from '../../core/classify.js';
import { PortError } from '../../ports/port-error.js';
import { unwrapVendorError, VendorError } from './http.js';
import { describeFailure, type VendorCall } from './vendor-call.js';

/**
 * Whatever a vendor call threw, as PortError; `signal` is the one the call was made with. A cause is
 * printed with all its fields, so one that carries the vendor's answer is left out.
 */
export function toPortError(error: unknown, call: VendorCall, signal: AbortSignal): PortError {
  if (error instanceof PortError) return error;
  const thrown = unwrapVendorError(error);
  const classification = classify(thrown, {
    vendorErrors: call.errors,
    nowMs: Date.now(),
    signal,
  });
  const { status, body, words } = httpErrorFields(thrown);
  const reason = classification.reason.replaceAll('_', ' ');
  const detail = quotesNothing.has(classification.reason) ? undefined : words;
  const summary = status === undefined ? reason : `${status} ${reason}`;
  return new PortError(describeFailure(call, summary, detail), {
    dependency: call.provider,
    ...classification,
    summary: describeFailure(call, summary),
    cause: status === undefined && body === undefined ? thrown : undefined,
  });
}

/** The same error with what the vendor billed for the failed call. */
export function withUsage(error: PortError, usage: StageUsage | undefined): PortError {
  if (usage === undefined || error.usage !== undefined) return error;
  return new PortError(error.message, { ...error, usage, cause: error.cause });
}

/** Reasons that say all there is to know, and those of a key, which the vendor may repeat. */
const quotesNothing: ReadonlySet<string> = new Set([
  'key_rejected',
  'quota_exhausted',
  'rate_limited',
  'overloaded',
  'unreachable',
  'timeout',
  'stream_cut',
  'cancelled',
  'malformed_response',
]);

/** Status, body and words of an HTTP error, or of an error within a reply. */
function httpErrorFields(error: unknown): {
  readonly status?: number | undefined;
  readonly body?: unknown;
  readonly words?: string;
} {
  if (error instanceof VendorError) {
    return { status: error.status, body: error.error, words: error.message };
  }
  if (!(error instanceof Error)) return {};
  const { status, error: body } = error as { readonly status?: number; readonly error?: unknown };
  // The SDKs put the status in front, which the summary says already.
  return { status, body, words: error.message.replace(`${status} `, '') };
}
