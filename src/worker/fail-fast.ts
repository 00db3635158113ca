import type { FailureReason } from '../contracts/failure.js';
import type { Generator } from '../ports/generator.js';
import { PortError } from '../ports/port-error.js';

/** After these, a fallback answers sooner than another attempt. */
const slowToRetry: ReadonlySet<FailureReason> = new Set([
  'rate_limited',
  'slow_first_token',
  'stalled',
  'stream_cut',
  'timeout',
]);

/** Makes slow failures of a generator final while a fallback is available. */
export function failFast(generator: Generator): Generator {
  return {
    ...generator,
    async generate(request, signal, onText) {
      try {
        return await generator.generate(request, signal, onText);
      } catch (error) {
        if (!request.hasFallback || !(error instanceof PortError)) throw error;
        if (!slowToRetry.has(error.reason)) throw error;
        throw new PortError(error.message, { ...error, retryable: false, cause: error.cause });
      }
    },
  };
}
