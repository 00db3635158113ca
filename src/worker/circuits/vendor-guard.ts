import type { RateLeft } from '../../core/rate-left.js';
import { PortError } from '../../ports/port-error.js';
import type { CircuitSync } from './circuit-sync.js';
import { rejection, type Guard, type GuardedCall } from './guard.js';
import type { QueueCounts } from './queue-counts.js';

/** The guard of a dependency, and the count of what its task queues get through. */
export interface VendorGuard {
  readonly call: Guard;
  /** Throws PortError `circuit_open` where a call of this kind would be rejected; a probe would not. */
  readonly refuseWhileOpen: (call: GuardedCall) => void;
  /** Counts a call for the task queue it was made from. */
  readonly count: <T extends object>(work: () => Promise<T & MayTellWhatIsLeft>) => Promise<T>;
}

interface MayTellWhatIsLeft {
  readonly left?: RateLeft | undefined;
}

export interface VendorGuardOptions {
  readonly call: Guard;
  readonly sync: CircuitSync;
  readonly queues: QueueCounts;
  readonly clock: () => number;
  /** The task queue the call under way belongs to; null outside an activity. */
  readonly currentQueue: () => string | null;
}

export function createVendorGuard(options: VendorGuardOptions): VendorGuard {
  const { call, sync, queues, clock, currentQueue } = options;

  function note(throttled: boolean, left?: RateLeft): void {
    const queue = currentQueue();
    if (queue !== null && queues.count(queue, { throttled, left }, clock())) sync.onRateRecorded();
  }

  return {
    call,
    refuseWhileOpen({ circuit: name }) {
      const retryInMs = sync.circuit(name).openForMs(clock());
      if (retryInMs > 0) throw rejection(name, { cause: 'it is not called', retryInMs });
    },
    async count(work) {
      try {
        const result = await work();
        note(false, result.left);
        return result;
      } catch (error) {
        if (error instanceof PortError && error.category === 'rate_limit') note(true);
        throw error;
      }
    },
  };
}
