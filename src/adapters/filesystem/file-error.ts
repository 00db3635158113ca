import { classify } from '../../core/classify.js';
import { PortError } from '../../ports/port-error.js';

/** Whatever a file operation threw, as PortError. `operation` names it with its target. */
export function fileError(error: unknown, operation: string, signal?: AbortSignal): PortError {
  if (error instanceof PortError) return error;
  return new PortError(`filesystem: ${operation} failed: ${errorCode(error)}`, {
    dependency: 'filesystem',
    ...classify(error, { nowMs: Date.now(), signal }),
    cause: error,
  });
}

/** The system's code (ENOENT …), or else the error's name. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error as NodeJS.ErrnoException).code ?? error.name;
}
