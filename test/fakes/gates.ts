import { deferred } from './deferred.js';
import type { VendorRoute } from './faults.js';
import type { RequestRecord } from './call-log.js';

export interface Hold {
  /** The first request that had to wait. */
  readonly arrived: Promise<RequestRecord>;
  /** Lets waiting and later requests through. */
  release(): void;
}

interface Gate extends Hold {
  skip: number;
  readonly opened: Promise<void>;
  readonly arrive: (record: RequestRecord) => void;
}

/** Makes requests wait at the door, so that a test can act while they are in flight. */
export class Gates {
  readonly #gates = new Map<VendorRoute, Gate>();

  /** Holds requests of the route after letting `skip` pass. One hold per route at a time. */
  hold(route: VendorRoute, skip = 0): Hold {
    const arrived = deferred<RequestRecord>();
    const opened = deferred<void>();
    const gate: Gate = {
      skip,
      arrived: arrived.promise,
      opened: opened.promise,
      arrive: arrived.resolve,
      release: () => {
        if (this.#gates.get(route) === gate) this.#gates.delete(route);
        opened.resolve(undefined);
      },
    };
    this.#gates.get(route)?.release();
    this.#gates.set(route, gate);
    return gate;
  }

  /** Resolves when the request may continue; at once without a hold. */
  async pass(record: RequestRecord): Promise<void> {
    const gate = this.#gates.get(record.route);
    if (!gate) return;
    if (gate.skip > 0) {
      gate.skip -= 1;
      return;
    }
    gate.arrive(record);
    await gate.opened;
  }

  releaseAll(): void {
    for (const gate of this.#gates.values()) gate.release();
  }
}
