import type { CircuitSettings } from '../../contracts/circuit.js';
import {
  advance,
  grantProbe,
  newCircuit,
  observe,
  trip,
  settleProbe,
} from '../../core/circuit/circuit.js';
import type { ProbeOutcome, Failure } from '../../core/circuit/observation.js';
import type { Clock } from '../../core/circuit/clock.js';
import type { Circuit } from '../../core/circuit/state.js';
import type { Tally } from '../../core/circuit/window.js';

/** What one call adds to the counts. */
export interface Counted extends Failure {
  readonly added: Tally;
}

/** What a call may do as far as its process can tell alone. */
export type LocalDecision =
  | { readonly kind: 'call' }
  /** This process's own probe. */
  | { readonly kind: 'own_probe'; readonly lease: string }
  | { readonly kind: 'reject'; readonly cause: string; readonly retryInMs: number };

const self = 'self';
/** The process that holds it is this one: it settles it, or it is gone with it. */
const leaseMs = 120_000;

/** A circuit that knows the calls of its process and nothing else: it asks no quorum. */
export class LocalBreaker {
  readonly #settings: CircuitSettings;
  #circuit: Circuit;
  #streak = 0;
  #leases = 0;

  constructor(settings: CircuitSettings, now: number) {
    this.#settings = { ...settings, quorumMs: 0, probes: 1 };
    this.#circuit = newCircuit(this.#settings, now);
  }

  get phase(): Circuit['phase'] {
    return this.#circuit.phase;
  }

  get generation(): number {
    return this.#circuit.generation;
  }

  /** Bad calls in a row, up to now. */
  get streak(): number {
    return this.#streak;
  }

  /** As new. */
  reset(now: number): void {
    this.#circuit = newCircuit(this.#settings, now);
    this.#streak = 0;
  }

  /** Whether a call may be made; hands out a probe where one is due. */
  decide(at: Clock): LocalDecision {
    this.#circuit = advance(this.#circuit, at, this.#settings);
    const { phase } = this.#circuit;
    if (phase.kind === 'closed') return { kind: 'call' };
    const lease = `own/${(this.#leases += 1)}`;
    const until = at.now + leaseMs;
    const probing = grantProbe(this.#circuit, { id: lease, until }, this.#settings);
    if (probing) {
      this.#circuit = probing;
      return { kind: 'own_probe', lease };
    }
    const retryInMs = phase.kind === 'open' ? phase.probeAt - at.now : this.#settings.minProbeMs;
    return { kind: 'reject', cause: phase.cause, retryInMs };
  }

  /** Whether it has a probe to give. */
  isDue(at: Clock): boolean {
    const { phase } = advance(this.#circuit, at, this.#settings);
    return phase.kind === 'half_open' && phase.leases.length === 0;
  }

  /** Takes in a call of its present generation. */
  record({ added, cause, retryAfterMs }: Counted, at: Clock): void {
    this.#streak = added.failed + added.slow > 0 ? this.#streak + added.calls : 0;
    const { generation } = this.#circuit;
    const seen = { ...added, by: self, generation, streak: this.#streak, cause, retryAfterMs };
    this.#circuit = observe(this.#circuit, seen, at, this.#settings);
  }

  /** Opens without counting. The generation is the one the refused call began in. */
  open(generation: number, { cause, retryAfterMs }: Failure, at: Clock): void {
    const refusal = { generation, cause, retryAfterMs };
    this.#circuit = trip(this.#circuit, refusal, at, this.#settings);
  }

  /** Opens, with a probe due at once. */
  openDue(cause: string, at: Clock): void {
    this.open(this.generation, { cause }, at);
    const { phase } = this.#circuit;
    if (phase.kind !== 'open') return;
    this.#circuit = { ...this.#circuit, phase: { ...phase, probeAt: at.now } };
  }

  /** Takes in how one of its probes went. */
  settle(lease: string, ending: ProbeOutcome, at: Clock): void {
    this.#circuit = settleProbe(this.#circuit, lease, ending, at, this.#settings);
    if (ending.verdict === 'success') this.#streak = 0;
  }
}
