import type { CircuitReport, WindowSpec } from '../../contracts/circuit.js';
import type { Failure } from '../../core/circuit/observation.js';
import { nothing, sum, type Tally } from '../../core/circuit/window.js';
import type { Counted } from './local-breaker.js';

/** What one process has not told yet of one circuit. */
export class PendingReport {
  readonly #window: WindowSpec;
  #tally: Tally = nothing;
  #from = 0;
  #cause = '';
  #retryAfterMs: number | undefined;
  #trips = false;

  constructor(window: WindowSpec) {
    this.#window = window;
  }

  /** Successes that no window would hold any more are forgotten before others are added. */
  add({ added, ...trouble }: Counted, now: number): void {
    const bad = isBad(added);
    if (!bad && !isBad(this.#tally) && this.#isOld(now)) this.forgetCalls(now);
    this.#tally = sum(this.#tally, added);
    if (bad) this.#blame(trouble);
  }

  /** Something was refused for good. */
  addRefusal(trouble: Failure): void {
    this.#blame(trouble);
    this.#trips = true;
  }

  get hasCalls(): boolean {
    return this.#tally.calls > 0;
  }

  get isBad(): boolean {
    return this.#trips || isBad(this.#tally);
  }

  get trips(): boolean {
    return this.#trips;
  }

  /** From here on it counts as told. */
  take(now: number): Omit<CircuitReport, 'name' | 'generation' | 'streak'> {
    const taken = {
      ...this.#tally,
      cause: this.#cause,
      ...(this.#retryAfterMs === undefined ? {} : { retryAfterMs: this.#retryAfterMs }),
      ...(this.#trips ? { trip: true } : {}),
    };
    this.clear(now);
    return taken;
  }

  /** Forgets calls, though not that something was refused. */
  forgetCalls(now: number): void {
    this.#tally = nothing;
    this.#from = now;
    this.#retryAfterMs = undefined;
  }

  clear(now: number): void {
    this.#trips = false;
    this.forgetCalls(now);
  }

  #blame({ cause, retryAfterMs }: Failure): void {
    this.#cause = cause;
    this.#retryAfterMs = retryAfterMs;
  }

  #isOld(now: number): boolean {
    return this.#window.kind === 'time' && now - this.#from > this.#window.ms;
  }
}

function isBad({ failed, slow }: Tally): boolean {
  return failed + slow > 0;
}
