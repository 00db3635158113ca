import type { StageUsage } from '../../contracts/failure.js';
import type { Outcome, Rule } from '../../core/outcome.js';
import { redact } from '../../core/redact.js';
import { PortError } from '../../ports/port-error.js';

/** One kind of call to one vendor, as its errors name it. */
export interface VendorCall {
  /** The vendor's error table; none for files of our own. */
  readonly errors?: readonly Rule[] | undefined;
  readonly provider: string;
  /** As people read it: `embeddings`, `chat`, `messages`, `rerank`. */
  readonly operation: string;
  readonly model: string;
}

/** A failure the adapter itself found in an answer, or in what it was asked to send. */
export function failedCall(
  call: VendorCall,
  outcome: Outcome,
  { detail, usage }: { readonly detail?: string; readonly usage?: StageUsage } = {},
): PortError {
  const message = describeFailure(call, outcome.reason.replaceAll('_', ' '), detail);
  return new PortError(message, { dependency: call.provider, ...outcome, usage });
}

const longestDetail = 200;
const longestSearched = 2_000;

/** `openai embeddings (text-embedding-3-small): 429 rate limited`, with the detail in brackets. */
export function describeFailure(call: VendorCall, summary: string, detail?: string): string {
  const failure = `${call.provider} ${call.operation} (${call.model}): ${summary}`;
  if (!detail) return failure;
  // Cut before it is searched for secrets, so that a long page costs nothing; and again after.
  const words = redact(detail.slice(0, longestSearched)).replace(/\s+/g, ' ');
  return `${failure} (${words.slice(0, longestDetail)})`;
}
