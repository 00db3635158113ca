import { outcomes } from '../../core/outcome.js';
import { failedCall, type VendorCall } from './vendor-call.js';

/** How long a stream may take: to its first token, between tokens, and (the signal) as a whole. */
export interface StreamBounds {
  /** Undefined for a server that answers in one piece: then only the signal ends the wait. */
  readonly firstTokenMs: number | undefined;
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

/**
 * Reads a stream of events to its end. `onEvent` says whether an event is progress, which restarts
 * the clock; a ping is none. Throws PortError `slow_first_token` or `stalled`, the reason of the
 * signal when that aborts, or what the stream throws. However it fails, the socket is freed.
 */
export async function readBounded<Event>(
  call: VendorCall,
  bounds: StreamBounds,
  open: (signal: AbortSignal) => Promise<AsyncIterable<Event>>,
  onEvent: (event: Event) => boolean,
): Promise<void> {
  const { firstTokenMs, idleMs } = bounds;
  const own = new AbortController();
  const signal = AbortSignal.any([bounds.signal, own.signal]);
  let timer =
    firstTokenMs === undefined
      ? undefined
      : setTimeout(() => {
          const detail = `nothing within ${firstTokenMs} ms`;
          own.abort(failedCall(call, outcomes.slowFirstToken, { detail }));
        }, firstTokenMs);
  try {
    for await (const event of await open(signal)) {
      if (!onEvent(event)) continue;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const detail = `nothing for ${idleMs} ms`;
        own.abort(failedCall(call, outcomes.stalled, { detail }));
      }, idleMs);
    }
    signal.throwIfAborted();
  } catch (error) {
    signal.throwIfAborted();
    own.abort();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
