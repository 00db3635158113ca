import type { FailureReason } from '../contracts/failure.js';
import { PortError } from '../ports/port-error.js';

/** An error no waiting can cure and no circuit should count: the request itself has to change. */
export function clientError(dependency: string, reason: FailureReason, message: string): PortError {
  return new PortError(message, {
    dependency,
    category: 'client_error',
    reason,
    retryable: false,
    circuit: 'ignore',
  });
}
