import { anthropicRules } from './classify-anthropic.js';
import { localRules, resourceRules } from './classify-local.js';
import { openaiRules } from './classify-openai.js';
import { qdrantRules } from './classify-qdrant.js';
import { firstFit, firstFitInChain, type Rule } from './classify-rule.js';
import { isOutcome, signalOutcome, type SignalState } from './classify-signal.js';
import { statusOutcome } from './classify-status.js';
import {
  abortRules,
  envelopeRules,
  mistakeRules,
  outputRules,
  transportRules,
} from './classify-transport.js';
import { errorShape, type ErrorShape, type HeaderReader } from './error-shape.js';
import { outcomes, type Outcome } from './outcome.js';
import { retryAfterMs } from './retry-after.js';

export type Vendor = 'openai' | 'anthropic' | 'qdrant' | 'rerank' | 'local';

export interface ClassifyContext {
  /** Whose table applies: `openai` for every server of its protocol, `local` for files and input of our own. */
  readonly vendor: Vendor;
  /** Now, for a Retry-After given as a date. */
  readonly nowMs: number;
  /** The signal the call was made with: it tells a deadline from a cancellation. */
  readonly signal?: SignalState | undefined;
  /** Headers of the response, where the error does not carry them as `headers`. */
  readonly headers?: HeaderReader | undefined;
  /** True while the model's own text is parsed, and not the vendor's envelope around it. */
  readonly parsingOutput?: boolean;
}

/** An outcome, with the wait the vendor asks for. */
export interface Classification extends Outcome {
  readonly retryAfterMs?: number | undefined;
}

const vendorRules: Readonly<Record<Vendor, readonly Rule[]>> = {
  openai: openaiRules,
  rerank: openaiRules,
  anthropic: anthropicRules,
  qdrant: qdrantRules,
  local: localRules,
};

/**
 * What any thrown value means; never throws. Rules, first match wins:
 * 1. an error that says so itself (a PortError) keeps its word;
 * 2. our own signal: a deadline is a timeout, a cancellation is one, whatever the client made of it;
 * 3. our own machine giving out;
 * 4. the vendor's table: codes, types, names and the few telling words;
 * 5. the HTTP status;
 * 6. down the causes: aborts, faults on the way, then bodies that cannot be read;
 * 7. a mistake in our own code is final, or it would be retried for ever;
 * 8. what nobody foresaw is tried again and counted: attempts are bounded, and a circuit is watched.
 */
export function classify(error: unknown, context: ClassifyContext): Classification {
  if (isOutcome(error)) return outcomeFields(error);
  const shape = errorShape(error);
  const outcome = outcomeOf(shape, context);
  const headers = context.headers ?? shape.headers;
  return headers ? withAdvice(outcome, headers, context.nowMs) : outcome;
}

function outcomeOf(error: ErrorShape, context: ClassifyContext): Outcome {
  const { vendor, signal } = context;
  const parsing = context.parsingOutput ? outputRules : vendor === 'local' ? [] : envelopeRules;
  return (
    signalOutcome(signal) ??
    firstFitInChain(resourceRules, error) ??
    firstFit(vendorRules[vendor], error) ??
    (error.status === undefined ? undefined : statusOutcome(error.status)) ??
    firstFitInChain([...abortRules, ...transportRules, ...parsing], error) ??
    firstFit(mistakeRules, error) ??
    outcomes.unexpected
  );
}

/** `x-should-retry: false` forbids another try, `true` allows none that our rules forbid. */
function withAdvice(outcome: Outcome, headers: HeaderReader, nowMs: number): Classification {
  if (!outcome.retryable) return outcome;
  if (headers.get('x-should-retry') === 'false') return { ...outcome, retryable: false };
  return { ...outcome, retryAfterMs: retryAfterMs(headers, nowMs) };
}

function outcomeFields(error: Classification): Classification {
  const { category, reason, retryable, circuit, retryAfterMs } = error;
  return { category, reason, retryable, circuit, retryAfterMs };
}
