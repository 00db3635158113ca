import { causeChain, errorShape, type ErrorShape, type HeaderReader } from './error-shape.js';
import {
  abortRules,
  envelopeRules,
  localRules,
  mistakeRules,
  outputRules,
  resourceRules,
  signalReasonRules,
  statusOutcome,
  transportRules,
} from './general-errors.js';
import { outcomes, type Outcome, type Rule } from './outcome.js';
import { retryAfterMs, waitInWords } from './retry-after.js';

/** What an AbortSignal says; all that is needed of it. */
export interface SignalState {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

export interface ClassifyContext {
  /** The error table of the vendor that was called; none for files and input of our own. */
  readonly vendorErrors?: readonly Rule[] | undefined;
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

/**
 * What any thrown value means; never throws. Rules, first match wins:
 * 1. an error that carries an outcome (a PortError) keeps it;
 * 2. our own signal: a deadline is a timeout, a cancellation is one, whatever the client made of it;
 * 3. our own machine is out of disk, memory or file handles;
 * 4. the vendor's table: codes, types, names and the few telling words;
 * 5. the HTTP status;
 * 6. down the causes: aborts, transport faults, then bodies that cannot be read;
 * 7. a mistake in our own code is final, or it would be retried for ever;
 * 8. an unknown error is retried and counted: attempts are bounded, and a circuit is watched.
 */
export function classify(error: unknown, context: ClassifyContext): Classification {
  if (isOutcome(error)) return outcomeFields(error);
  const shape = errorShape(error);
  const outcome = outcomeOf(shape, context);
  return outcome.retryable ? withAdvice(outcome, shape, context) : outcome;
}

function outcomeOf(error: ErrorShape, context: ClassifyContext): Outcome {
  const { vendorErrors, signal } = context;
  const parsing = context.parsingOutput ? outputRules : vendorErrors ? envelopeRules : [];
  return (
    signalOutcome(signal) ??
    firstFitInChain(resourceRules, error) ??
    firstFit(vendorErrors ?? localRules, error) ??
    (error.status === undefined ? undefined : statusOutcome(error.status)) ??
    firstFitInChain([...abortRules, ...transportRules, ...parsing], error) ??
    firstFit(mistakeRules, error) ??
    outcomes.unexpected
  );
}

/**
 * What our own signal says of a failed call: a deadline (`AbortSignal.timeout`) is a timeout, a
 * reason that carries an outcome keeps it, any other abort is a cancellation.
 */
function signalOutcome(signal: SignalState | undefined): Outcome | undefined {
  if (!signal?.aborted) return undefined;
  return isOutcome(signal.reason)
    ? signal.reason
    : (firstFit(signalReasonRules, errorShape(signal.reason)) ?? outcomes.cancelled);
}

/** The outcome of the first rule that fits the error itself. */
function firstFit(rules: readonly Rule[], error: ErrorShape): Outcome | undefined {
  return rules.find((rule) => fits(rule, error))?.outcome;
}

/** The outcome of the first rule that fits the error or any of its causes. */
function firstFitInChain(rules: readonly Rule[], error: ErrorShape): Outcome | undefined {
  const chain = causeChain(error);
  return rules.find((rule) => chain.some((cause) => fits(rule, cause)))?.outcome;
}

function fits({ names, codes, status, says }: Rule, error: ErrorShape): boolean {
  if (names && !names.some((name) => error.names.includes(name))) return false;
  if (codes && !codes.some((code) => error.codes.includes(code))) return false;
  if (!fitsStatus(status, error.status)) return false;
  return says === undefined || says.test(error.text);
}

function fitsStatus(wanted: Rule['status'], status: number | undefined): boolean {
  return wanted === undefined || wanted.includes(status ?? 'none');
}

/** `x-should-retry: false` forbids another try, `true` allows none that our rules forbid. */
function withAdvice(
  outcome: Outcome,
  error: ErrorShape,
  { headers = error.headers, nowMs }: ClassifyContext,
): Classification {
  if (headers?.get('x-should-retry') === 'false') return { ...outcome, retryable: false };
  const wait = (headers && retryAfterMs(headers, nowMs)) ?? waitInWords(error.text);
  return wait === undefined ? outcome : { ...outcome, retryAfterMs: wait };
}

/** Whether a value carries its own outcome, as a PortError does. */
function isOutcome(value: unknown): value is Outcome {
  return (
    typeof value === 'object' &&
    value !== null &&
    'category' in value &&
    'reason' in value &&
    'retryable' in value &&
    'circuit' in value
  );
}

function outcomeFields(error: Classification): Classification {
  const { category, reason, retryable, circuit, retryAfterMs } = error;
  return { category, reason, retryable, circuit, retryAfterMs };
}
