import { classify } from '../../core/classify.js';
import { PortError } from '../../ports/port-error.js';
import { describeFailure, type VendorCall } from './vendor-call.js';

/**
 * Whatever a vendor call threw, as PortError; `signal` is the one the call was made with. A cause is
 * printed with all its fields, so one that carries the vendor's answer is left out.
 */
export function toPortError(error: unknown, call: VendorCall, signal: AbortSignal): PortError {
  if (error instanceof PortError) return error;
  const classification = classify(error, {
    vendorErrors: call.errors,
    nowMs: Date.now(),
    signal,
  });
  const { status, body, words } = httpErrorFields(error);
  const reason = classification.reason.replaceAll('_', ' ');
  const detail = needsWords.has(classification.reason) ? words : undefined;
  const summary = status === undefined ? reason : `${status} ${reason}`;
  return new PortError(describeFailure(call, summary, detail), {
    dependency: call.provider,
    ...classification,
    summary: describeFailure(call, summary),
    cause: status === undefined && body === undefined ? error : undefined,
  });
}

/** Reasons that leave open what to change; the vendor's own words say it. Never those about a key, which may repeat it. */
const needsWords: ReadonlySet<string> = new Set(['bad_request', 'not_found', 'unexpected']);

/** Status, body and words of an HTTP error, or of an error within a stream, as both SDKs carry them. */
function httpErrorFields(error: unknown): {
  readonly status?: number | undefined;
  readonly body?: unknown;
  readonly words?: string;
} {
  if (!(error instanceof Error)) return {};
  const { status, error: body } = error as { readonly status?: number; readonly error?: unknown };
  // The SDKs put the status in front, which the summary says already.
  return { status, body, words: error.message.replace(`${status} `, '') };
}
