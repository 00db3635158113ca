import type { OperatorAction } from '../contracts/audit.js';

/**
 * Does nothing. The run itself is the audit record: its memo says what was done and by whom, its start
 * when, and neither can be changed afterwards.
 */
export async function recordAction(_action: OperatorAction): Promise<void> {
  // Nothing to do.
}
