import type { CircuitReport } from '../../contracts/circuit.js';
import type { Failure } from '../../core/circuit/state.js';
import { nothing, sum, type Tally } from '../../core/circuit/window.js';

/** Vendors' messages can be long, and every report is kept in a history. */
const longestCause = 300;

/** Calls of one circuit that this process has not reported yet. */
export class PendingReport {
  #tally: Tally = nothing;
  #from = 0;
  #failure: Failure = { cause: '' };
  #hasTripped = false;

  constructor(readonly windowMs: number) {}

  /** Forgets successes that no window would hold any more before it adds others. */
  add(added: Tally, failure: Failure, now: number): void {
    const bad = isBad(added);
    if (!bad && !isBad(this.#tally) && now - this.#from > this.windowMs) this.forgetCalls(now);
    this.#tally = sum(this.#tally, added);
    if (bad) this.#failure = failure;
  }

  addTrip(failure: Failure): void {
    this.#failure = failure;
    this.#hasTripped = true;
  }

  get hasCalls(): boolean {
    return this.#tally.calls > 0;
  }

  get isBad(): boolean {
    return this.#hasTripped || isBad(this.#tally);
  }

  get hasTripped(): boolean {
    return this.#hasTripped;
  }

  /** From here on it counts as reported. */
  take(now: number): Omit<CircuitReport, 'name' | 'generation' | 'streak'> {
    const { cause, retryAfterMs } = this.#failure;
    const taken = {
      ...this.#tally,
      cause: cause.slice(0, longestCause),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(this.#hasTripped ? { trip: true } : {}),
    };
    this.clear(now);
    return taken;
  }

  /** Forgets calls, but not a trip. */
  forgetCalls(now: number): void {
    this.#tally = nothing;
    this.#from = now;
    this.#failure = { cause: this.#failure.cause };
  }

  clear(now: number): void {
    this.#hasTripped = false;
    this.forgetCalls(now);
  }
}

function isBad({ failed, slow }: Tally): boolean {
  return failed + slow > 0;
}
