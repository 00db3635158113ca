import type { ProbeEnding, ProbeVerdict, Trouble } from '../../core/circuit/evidence.js';
import type { Moment } from '../../core/circuit/moment.js';
import type { DependencyLink } from './dependency-link.js';
import type { Begin, LocalCircuit } from './local-circuit.js';

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
export class Pass {
  readonly #begun: Begin;
  #slow = false;

  constructor(
    readonly circuit: LocalCircuit,
    readonly link: DependencyLink,
    readonly moment: () => Moment,
    readonly probe: Probe | null,
  ) {
    this.#begun = circuit.begin();
  }

  /** Still under way, and already slow: counted now, or a hanging dependency would count for nothing. */
  turnedSlow(cause: string): void {
    const ending: ProbeEnding = { verdict: 'failure', cause };
    this.#slow = true;
    this.#record(slow, ending);
    this.#settle(ending);
    this.link.noticed(this.circuit);
  }

  ended(ending: ProbeEnding): void {
    const { verdict } = ending;
    const added = this.#added(verdict);
    if (added) this.#record(added, ending);
    if (!this.#slow) this.#settle(ending);
    if (verdict === 'success') void this.link.wentWell(this.circuit);
    this.link.noticed(this.circuit);
  }

  /** What this circuit stands for is exhausted or refused: nothing to count. */
  opened(refusal: Trouble): void {
    if (this.probe) this.#settle({ verdict: 'failure', ...refusal });
    else this.circuit.openNow(this.#begun, refusal, this.moment());
    this.link.noticed(this.circuit);
  }

  #added(verdict: ProbeVerdict): typeof fine | null {
    if (verdict === 'failure') return this.#slow ? badToo : bad;
    return verdict === 'success' && !this.#slow ? fine : null;
  }

  /** A shared probe is settled with the entity: counted here as well, it would be told twice. */
  #record(added: typeof fine, { cause, retryAfterMs }: ProbeEnding): void {
    if (this.probe && !this.probe.own) return;
    this.circuit.record(this.#begun, { added, cause, retryAfterMs }, this.moment());
  }

  #settle(ending: ProbeEnding): void {
    if (!this.probe) return;
    const { lease, own } = this.probe;
    if (own) return this.circuit.settleOwn(lease, ending, this.moment());
    const { verdict, cause, retryAfterMs } = ending;
    const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
    void this.link.settleProbe({ name: this.circuit.name, lease, verdict, cause, ...asked });
  }
}
