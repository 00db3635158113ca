import { outcomes, type Outcome } from './outcome.js';

const byStatus: Readonly<Record<number, Outcome>> = {
  401: outcomes.keyRefused,
  402: outcomes.quotaExhausted,
  403: outcomes.keyRefused,
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
