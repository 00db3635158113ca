import { outcomes, type Outcome, type Rule } from './outcome.js';

/** Reasons of an aborted signal other than a cancellation. The words are those of Temporal's worker. */
export const signalReasonRules: readonly Rule[] = [
  { names: ['TimeoutError'], outcome: outcomes.timeout },
  { says: /^TIMED_OUT$/, outcome: outcomes.timeout },
  { says: /^WORKER_SHUTDOWN$/, outcome: outcomes.interrupted },
];

/**
 * Our own machine giving out, whatever it was doing: disk, memory, file handles. The numbers are
 * SQLite's primary result codes, https://www.sqlite.org/rescode.html
 */
export const resourceRules: readonly Rule[] = [
  { codes: ['ENOSPC', 'EDQUOT', 'EROFS', 'SQLITE_8', 'SQLITE_13'], outcome: outcomes.diskFull },
  {
    codes: ['ENOMEM', 'ERR_WORKER_OUT_OF_MEMORY', 'SQLITE_7'],
    outcome: outcomes.outOfMemory,
  },
  {
    status: ['none'],
    says: /heap out of memory|array buffer allocation failed/i,
    outcome: outcomes.outOfMemory,
  },
  { codes: ['EMFILE', 'ENFILE', 'EBUSY', 'SQLITE_5', 'SQLITE_6'], outcome: outcomes.busy },
];

/** Files and input of our own. */
export const localRules: readonly Rule[] = [
  { codes: ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'], outcome: outcomes.notFound },
  { codes: ['EISDIR', 'ELOOP', 'ENAMETOOLONG'], outcome: outcomes.badInput },
  { names: ['ZodError', '$ZodError'], outcome: outcomes.badInput },
];

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

const byStatus: Readonly<Record<number, Outcome>> = {
  401: outcomes.keyRejected,
  402: outcomes.quotaExhausted,
  403: outcomes.keyRejected,
  404: outcomes.notFound,
  408: outcomes.timeout,
  409: outcomes.conflict,
  410: outcomes.notFound,
  413: outcomes.requestTooLarge,
  429: outcomes.rateLimited,
  /** Client closed request. */
  499: outcomes.hungUp,
  501: outcomes.badRequest,
  503: outcomes.overloaded,
  504: outcomes.timeout,
  507: outcomes.diskFull,
  /** Anthropic: overloaded. */
  529: outcomes.overloaded,
};

/** What an HTTP status above 299 means where the vendor says nothing finer. */
export function statusOutcome(status: number): Outcome {
  return byStatus[status] ?? (status >= 500 ? outcomes.serverError : outcomes.badRequest);
}
