import { endingOf } from './exit-code.js';
import { note } from './print.js';

/** Says what went wrong, and lets the process end with the code for it. */
export function endWith(error: unknown): void {
  const { exitCode, message } = endingOf(error);
  if (message !== undefined) note(message);
  process.exitCode = exitCode;
}
