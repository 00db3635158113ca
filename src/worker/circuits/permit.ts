import type { Clock, Failure, ProbeOutcome } from '../../core/circuit/state.js';
import type { Tally } from '../../core/circuit/window.js';
import type { Begin, Breaker } from './breaker.js';
import type { CircuitSync } from './circuit-sync.js';

/** A granted probe: by the shared circuit, or by this process alone. */
export interface Probe {
  readonly lease: string;
  readonly isLocal: boolean;
}

const nothingWrong: Failure = { cause: '' };

/** Permission of one circuit for one call. Exactly one of the outcomes must be reported to it. */
export class Permit {
  readonly #begun: Begin;
  #isSlow = false;
  #isSettled = false;

  constructor(
    readonly breaker: Breaker,
    readonly sync: CircuitSync,
    readonly clock: () => Clock,
    readonly probe: Probe | null,
  ) {
    this.#begun = breaker.begin();
  }

  /** Counted while still in flight: otherwise a dependency that hangs would never be counted. */
  onSlow(cause: string): void {
    this.#record({ calls: 1, failed: 0, slow: 1 }, { cause });
    this.#settle({ verdict: 'failure', cause });
    this.#isSlow = true;
    this.sync.onRecorded(this.breaker);
  }

  /** The answer has begun: a probe proves no more at its end. */
  onAnswered(): void {
    this.#settle({ verdict: 'success', ...nothingWrong });
  }

  onSuccess(): void {
    if (!this.#isSlow) this.#record({ calls: 1, failed: 0, slow: 0 }, nothingWrong);
    this.#settle({ verdict: 'success', ...nothingWrong });
    void this.sync.onSuccess(this.breaker);
    this.sync.onRecorded(this.breaker);
  }

  /** A slow call was counted already. */
  onFailure(failure: Failure): void {
    this.#record({ calls: this.#isSlow ? 0 : 1, failed: 1, slow: 0 }, failure);
    this.#settle({ verdict: 'failure', ...failure });
    this.sync.onRecorded(this.breaker);
  }

  /** The outcome says nothing about what this circuit is for. */
  onIgnored(): void {
    this.#settle({ verdict: 'ignored', ...nothingWrong });
    this.sync.onRecorded(this.breaker);
  }

  /** The key was refused or has no quota left: opens without counting. */
  onTrip(failure: Failure): void {
    if (this.probe) this.#settle({ verdict: 'failure', ...failure });
    else this.breaker.trip(this.#begun, failure, this.clock());
    this.sync.onRecorded(this.breaker);
  }

  /** A shared probe is counted by the shared circuit: counted here too, it would count twice. */
  #record(added: Tally, failure: Failure): void {
    if (this.probe && !this.probe.isLocal) return;
    this.breaker.record(this.#begun, added, failure, this.clock());
  }

  #settle(outcome: ProbeOutcome): void {
    if (!this.probe || this.#isSettled) return;
    this.#isSettled = true;
    const { lease, isLocal } = this.probe;
    if (isLocal) return this.breaker.settleLocalProbe(lease, outcome, this.clock());
    const { verdict, cause, retryAfterMs } = outcome;
    const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
    void this.sync.settleProbe({ name: this.breaker.name, lease, verdict, cause, ...asked });
  }
}
