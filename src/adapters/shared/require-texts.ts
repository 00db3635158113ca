import { outcomes } from '../../core/outcome.js';
import { failedCall, type VendorCall } from './vendor-call.js';

/** Throws PortError (`bad_input`) for more texts than one call may embed, and for an empty one. */
export function requireTexts(call: VendorCall, texts: readonly string[], maxBatch: number): void {
  if (texts.length > maxBatch) {
    const detail = `${texts.length} texts, at most ${maxBatch} are allowed`;
    throw failedCall(call, outcomes.badInput, { detail });
  }
  const empty = texts.findIndex((text) => text === '');
  if (empty >= 0) throw failedCall(call, outcomes.badInput, { detail: `text ${empty} is empty` });
}
