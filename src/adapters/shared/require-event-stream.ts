import { outcomes } from '../../core/outcome.js';
import { failedCall, type VendorCall } from './vendor-call.js';

/**
 * Throws PortError `malformed_response` unless a 200 is a stream of events: vendor clients take a
 * login page or an empty answer for a stream that ended.
 */
export function requireEventStream(headers: Headers, call: VendorCall): void {
  const type = headers.get('content-type') ?? 'nothing';
  if (type.startsWith('text/event-stream')) return;
  const detail = `a stream was asked for, ${type} came`;
  throw failedCall(call, outcomes.malformedResponse, { detail });
}
