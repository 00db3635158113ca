import type { CircuitReport, WindowSpec } from '../../contracts/circuit.js';
import type { Trouble } from '../../core/circuit/evidence.js';
import { nothing, sum, type Tally } from '../../core/circuit/window.js';
import type { Counted } from './own-circuit.js';

/** What one process has not told yet of one circuit. */
export class News {
  readonly #window: WindowSpec;
  #tally: Tally = nothing;
  #from = 0;
  #cause = '';
  #retryAfterMs: number | undefined;
  #opensAtOnce = false;

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
  addRefusal(trouble: Trouble): void {
    this.#blame(trouble);
    this.#opensAtOnce = true;
  }

  get hasCalls(): boolean {
    return this.#tally.calls > 0;
  }

  get isBad(): boolean {
    return this.#opensAtOnce || isBad(this.#tally);
  }

  get opensAtOnce(): boolean {
    return this.#opensAtOnce;
  }

  /** From here on it counts as told. */
  take(now: number): Omit<CircuitReport, 'name' | 'generation' | 'streak'> {
    const taken = {
      ...this.#tally,
      cause: this.#cause,
      ...(this.#retryAfterMs === undefined ? {} : { retryAfterMs: this.#retryAfterMs }),
      ...(this.#opensAtOnce ? { openAtOnce: true } : {}),
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
    this.#opensAtOnce = false;
    this.forgetCalls(now);
  }

  #blame({ cause, retryAfterMs }: Trouble): void {
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
