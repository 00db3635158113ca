import type { FailureReason } from '../contracts/failure.js';
import type { Generator } from '../ports/generator.js';
import { PortError } from '../ports/port-error.js';

/** After these, whoever stands by is faster than another try. */
const slowToRetry: ReadonlySet<FailureReason> = new Set([
  'rate_limited',
  'slow_first_token',
  'stalled',
  'timeout',
]);

/** The same generator, whose slow failures are not to be tried again while another provider stands by. */
export function handingOver(generator: Generator): Generator {
  return {
    ...generator,
    async generate(request, signal, onText) {
      try {
        return await generator.generate(request, signal, onText);
      } catch (error) {
        if (!request.othersStandBy || !(error instanceof PortError)) throw error;
        if (!slowToRetry.has(error.reason)) throw error;
        throw new PortError(error.message, { ...error, retryable: false, cause: error.cause });
      }
    },
  };
}
