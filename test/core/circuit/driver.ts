import type { CircuitSettings } from '../../../src/contracts/circuit.js';
import {
  advance,
  grantProbe,
  newCircuit,
  observe,
  settleProbe,
} from '../../../src/core/circuit/circuit.js';
import type { Circuit, Observation, ProbeOutcome } from '../../../src/core/circuit/state.js';

export const settings: CircuitSettings = {
  consecutive: 5,
  windowMs: 10_000,
  minimumCalls: 10,
  failureShare: 0.5,
  slowShare: 0.5,
  quorumMs: 0,
  ignoreMs: 30_000,
  probeShare: 0.125,
  minProbeMs: 2_000,
  maxProbeMs: 30_000,
};

/** One circuit under a clock of our own: reads as what happens to it. */
export class Driver {
  now = 1_000_000;
  circuit: Circuit;
  readonly #streaks = new Map<string, number>();
  #counted = 0;

  constructor(readonly settings: CircuitSettings) {
    this.circuit = newCircuit(this.now);
  }

  get phase(): Circuit['phase'] {
    return this.circuit.phase;
  }

  get moment() {
    return { now: this.now, random: () => 0 };
  }

  /** Lets time pass, and do its work. */
  wait(ms: number): this {
    this.now += ms;
    this.circuit = advance(this.circuit, this.moment, this.settings);
    return this;
  }

  succeed(calls = 1, seen: Partial<Observation> = {}): this {
    return this.#see(calls, { failed: 0, slow: 0, ...seen });
  }

  /** A streak is that of the process, as a meter would count it. */
  fail(calls = 1, seen: Partial<Observation> = {}): this {
    return this.#see(calls, { failed: calls, slow: 0, ...seen });
  }

  slow(calls = 1, seen: Partial<Observation> = {}): this {
    return this.#see(calls, { failed: 0, slow: calls, ...seen });
  }

  /** Failures that never come in a row: only their share can open. */
  failScattered(calls = 1): this {
    return this.fail(calls, { streak: 1 });
  }

  open(): this {
    return this.fail(this.settings.consecutive);
  }

  halfOpen(): this {
    return this.open().wait(this.settings.minProbeMs);
  }

  grant(id: string, forMs = 5_000): boolean {
    const granted = grantProbe(this.circuit, { id, until: this.now + forMs });
    if (granted) this.circuit = granted;
    return granted !== null;
  }

  settle(id: string, verdict: ProbeOutcome['verdict'], cause = ''): this {
    this.circuit = settleProbe(this.circuit, id, { verdict, cause }, this.moment, this.settings);
    return this;
  }

  #see(calls: number, seen: Partial<Observation> & { failed: number; slow: number }): this {
    const by = seen.by ?? 'one';
    const { generation } = this.circuit;
    if (generation !== this.#counted) this.#streaks.clear();
    this.#counted = generation;
    const before = this.#streaks.get(by) ?? 0;
    const bad = seen.failed + seen.slow > 0;
    const streak = bad ? before + calls : calls > 0 ? 0 : before;
    this.#streaks.set(by, streak);
    const observation = { by, generation, calls, streak, cause: 'down', ...seen };
    this.circuit = observe(this.circuit, observation, this.moment, this.settings);
    return this;
  }
}
