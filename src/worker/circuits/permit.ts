import type { ProbeOutcome, ProbeVerdict, Failure } from '../../core/circuit/observation.js';
import type { Clock } from '../../core/circuit/clock.js';
import type { CircuitSync } from './circuit-sync.js';
import type { Begin, Breaker } from './breaker.js';

/** The lease of a probe: this process's own, or one the shared circuit granted. */
export interface Probe {
  readonly lease: string;
  readonly own: boolean;
}

const fine = { calls: 1, failed: 0, slow: 0 };
const bad = { calls: 1, failed: 1, slow: 0 };
const slow = { calls: 1, failed: 0, slow: 1 };
/** Of a call that was counted when it turned out slow. */
const badToo = { calls: 0, failed: 1, slow: 0 };

/** One circuit's permission for one call; to be told once how that ended. */
export class Permit {
  readonly #begun: Begin;
  #slow = false;

  constructor(
    readonly circuit: Breaker,
    readonly sync: CircuitSync,
    readonly clock: () => Clock,
    readonly probe: Probe | null,
  ) {
    this.#begun = circuit.begin();
  }

  /** Still under way, and already slow: counted now, or a hanging dependency would count for nothing. */
  onSlow(cause: string): void {
    const ending: ProbeOutcome = { verdict: 'failure', cause };
    this.#slow = true;
    this.#record(slow, ending);
    this.#settle(ending);
    this.sync.onRecorded(this.circuit);
  }

  onEnd(ending: ProbeOutcome): void {
    const { verdict } = ending;
    const added = this.#added(verdict);
    if (added) this.#record(added, ending);
    if (!this.#slow) this.#settle(ending);
    if (verdict === 'success') void this.sync.onSuccess(this.circuit);
    this.sync.onRecorded(this.circuit);
  }

  /** What this circuit stands for is exhausted or refused: nothing to count. */
  onTrip(refusal: Failure): void {
    if (this.probe) this.#settle({ verdict: 'failure', ...refusal });
    else this.circuit.trip(this.#begun, refusal, this.clock());
    this.sync.onRecorded(this.circuit);
  }

  #added(verdict: ProbeVerdict): typeof fine | null {
    if (verdict === 'failure') return this.#slow ? badToo : bad;
    return verdict === 'success' && !this.#slow ? fine : null;
  }

  /** A shared probe is settled with the entity: counted here as well, it would be told twice. */
  #record(added: typeof fine, { cause, retryAfterMs }: ProbeOutcome): void {
    if (this.probe && !this.probe.own) return;
    this.circuit.record(this.#begun, { added, cause, retryAfterMs }, this.clock());
  }

  #settle(ending: ProbeOutcome): void {
    if (!this.probe) return;
    const { lease, own } = this.probe;
    if (own) return this.circuit.settleOwn(lease, ending, this.clock());
    const { verdict, cause, retryAfterMs } = ending;
    const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
    void this.sync.settleProbe({ name: this.circuit.name, lease, verdict, cause, ...asked });
  }
}
