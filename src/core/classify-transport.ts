import type { Rule } from './classify-rule.js';
import { outcomes } from './outcome.js';

/** Calls that were stopped, by an error that says so where no signal is at hand. */
export const abortRules: readonly Rule[] = [
  { names: ['TimeoutError'], outcome: outcomes.timeout },
  {
    names: ['AbortError', 'APIUserAbortError', 'CancelledFailure'],
    outcome: outcomes.cancelled,
  },
];

/**
 * Faults on the way, looked for down the causes. A cut stream comes before the socket error that
 * caused it, and the clients' own wrappers last, since their causes know more.
 */
export const transportRules: readonly Rule[] = [
  { says: /^(terminated|premature close)$/i, outcome: outcomes.streamCut },
  {
    codes: [
      'ETIMEDOUT',
      'UND_ERR_CONNECT_TIMEOUT',
      'UND_ERR_HEADERS_TIMEOUT',
      'UND_ERR_BODY_TIMEOUT',
    ],
    outcome: outcomes.timeout,
  },
  {
    codes: [
      'ECONNREFUSED',
      'ECONNRESET',
      'ECONNABORTED',
      'ENOTFOUND',
      'EAI_AGAIN',
      'EPIPE',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'UND_ERR_SOCKET',
    ],
    outcome: outcomes.unreachable,
  },
  { codes: ['ERR_INVALID_URL'], outcome: outcomes.badRequest },
  { names: ['HTTPParserError'], outcome: outcomes.malformedResponse },
  { names: ['APIConnectionTimeoutError'], outcome: outcomes.timeout },
  { names: ['TypeError'], says: /^fetch failed$/, outcome: outcomes.unreachable },
  { names: ['APIConnectionError'], outcome: outcomes.unreachable },
];

const parsing = ['SyntaxError', 'ZodError', '$ZodError'];

/** The vendor's envelope was no JSON, or of another shape than documented. */
export const envelopeRules: readonly Rule[] = [
  { names: parsing, outcome: outcomes.malformedResponse },
];

/** The model's own text was no JSON, or of another shape than asked for. */
export const outputRules: readonly Rule[] = [{ names: parsing, outcome: outcomes.malformedOutput }];

/** Errors the language or Node throws at a mistake in the calling code. */
export const mistakeRules: readonly Rule[] = [
  {
    names: [
      'TypeError',
      'ReferenceError',
      'RangeError',
      'SyntaxError',
      'URIError',
      'AssertionError',
    ],
    outcome: outcomes.programmingError,
  },
];
