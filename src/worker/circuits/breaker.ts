import type { CircuitReport, CircuitSettings, CircuitView } from '../../contracts/circuit.js';
import type { ProbeOutcome, Failure } from '../../core/circuit/observation.js';
import type { Clock } from '../../core/circuit/clock.js';
import type { Circuit } from '../../core/circuit/state.js';
import { PendingReport } from './pending-report.js';
import { LocalBreaker, type Counted, type LocalDecision } from './local-breaker.js';

/** What a call may do now. */
export type Decision =
  | LocalDecision
  /** The shared circuit is to be probed: a lease has to be asked for. */
  | { readonly kind: 'probe' };

/** How a circuit stands, as its process sees it. */
export interface CircuitSnapshot {
  readonly circuit: string;
  readonly phase: CircuitView['phase'];
  /** By an operator. */
  readonly heldAs: 'open' | 'closed' | null;
}

/** When a call began: what became of it counts only while that generation lasts. */
export interface Begin {
  readonly shared: number;
  readonly own: number;
}

/** Nobody knows when an operator lets go: those who wait look again after this long. */
const heldForMs = 5_000;

/**
 * One circuit in one process: the state all processes share, as it was last seen, and a circuit of its
 * own beneath it. The own one shields the process before the shared one has answered, and decides
 * alone while the shared one is out of reach: never blindly open, never blindly closed.
 */
export class Breaker {
  readonly #own: LocalBreaker;
  readonly #pending: PendingReport;
  #shared: CircuitView | null = null;
  /** The shared circuit is not closed and could not be asked: its own decides until it changes. */
  #alone = false;
  #probeDueAt = 0;
  #deniedUntil = 0;
  /** Its own phase when it last told. */
  #toldPhase: Circuit['phase'] | null = null;

  /** Settings as all processes share them. */
  constructor(
    readonly name: string,
    settings: CircuitSettings,
    now: number,
  ) {
    this.#own = new LocalBreaker(settings, now);
    this.#pending = new PendingReport(settings.window);
  }

  get phase(): CircuitView['phase'] {
    return this.#shared?.phase ?? 'closed';
  }

  /** What this process goes by: its own finding, where it has one, before the shared phase. */
  get snapshot(): CircuitSnapshot {
    const own = this.#own.phase.kind;
    const phase = own === 'closed' && !this.#alone ? this.phase : own;
    return { circuit: this.name, phase, heldAs: this.#shared?.held?.as ?? null };
  }

  /** Takes in what the shared circuit is now; null when it is as new. */
  follow(view: CircuitView | null, now: number): void {
    const before = this.#shared;
    const changed = (view?.generation ?? 0) !== this.#generation;
    this.#shared = view;
    if (view?.probeInMs !== undefined && (changed || before?.probeAt !== view.probeAt)) {
      this.#probeDueAt = now + view.probeInMs;
    }
    // Successes from before anybody was suspected prove nothing now.
    if (view?.phase === 'suspect' && before?.phase !== 'suspect') this.#pending.forgetCalls(now);
    if (changed) {
      this.#alone = false;
      this.#deniedUntil = 0;
      this.#own.reset(now);
      this.#pending.clear(now);
    }
  }

  /** Whether a call may be made. `reachable`: the shared circuit was seen lately. */
  decide(at: Clock, reachable: boolean): Decision {
    const shared = this.#shared;
    const held = heldNow(shared, at.now);
    if (held) {
      if (held === 'closed') return { kind: 'call' };
      return { kind: 'reject', cause: 'held open by an operator', retryInMs: heldForMs };
    }
    if (shared && isNotClosed(shared)) {
      if (!reachable) this.#takeOver(shared, at);
      else if (!this.#alone || this.#own.isDue(at)) return this.#decideShared(shared, at.now);
    }
    return this.#own.decide(at);
  }

  /** The board could not be asked for a probe: one of our own, unless one is out already. */
  decideAlone(at: Clock): LocalDecision {
    if (this.#shared && isNotClosed(this.#shared)) this.#takeOver(this.#shared, at);
    return this.#own.decide(at);
  }

  /** Somebody else has the probe, or nobody answers: not asked for again before that. */
  denied(now: number, forMs: number): void {
    this.#deniedUntil = now + forMs;
  }

  /** How much longer calls are rejected; 0 when they are not, or when one would be a probe. */
  openForMs(now: number): number {
    const { phase } = this.#own;
    const shared = this.#shared;
    const held = heldNow(shared, now);
    if (held) return held === 'open' ? heldForMs : 0;
    if (!this.#alone && shared?.phase === 'half_open') return 0;
    if (!this.#alone && shared?.phase === 'open') return Math.max(0, this.#probeDueAt - now);
    return phase.kind === 'open' ? Math.max(0, phase.probeAt - now) : 0;
  }

  /** Whether it found out alone that all is well again, and the shared circuit may be told. */
  isAheadOfShared(now: number): boolean {
    const shared = this.#shared;
    if (!shared || shared.held || !this.#alone || this.#own.phase.kind !== 'closed') return false;
    return this.#own.streak === 0 && this.#decideShared(shared, now).kind === 'probe';
  }

  begin(): Begin {
    return { shared: this.#generation, own: this.#own.generation };
  }

  /** A call ended, or turned out slow while still under way. */
  record(begun: Begin, counted: Counted, at: Clock): void {
    if (begun.shared !== this.#generation) return;
    this.#pending.add(counted, at.now);
    if (begun.own === this.#own.generation) this.#own.record(counted, at);
  }

  /** The credential is exhausted or refused: nothing to count. */
  trip(begun: Begin, refusal: Failure, at: Clock): void {
    if (begun.shared !== this.#generation) return;
    this.#pending.addRefusal(refusal);
    this.#own.open(begun.own, refusal, at);
  }

  settleOwn(lease: string, ending: ProbeOutcome, at: Clock): void {
    this.#own.settle(lease, ending, at);
  }

  /** Whether others should hear of it: something bad, or anything at all while all are asked. */
  get hasChanges(): boolean {
    return this.#pending.isBad || (this.phase === 'suspect' && this.#pending.hasCalls);
  }

  /** Whether the news cannot wait: once for each opening, and never where an operator decides. */
  get isUrgent(): boolean {
    if (this.#shared?.held) return false;
    const { phase } = this.#own;
    const isNew = phase.kind === 'open' && phase !== this.#toldPhase;
    return isNew || this.#pending.trips || this.phase === 'suspect';
  }

  /** What to tell; from here on it counts as told. */
  takeReport(now: number): CircuitReport {
    this.#toldPhase = this.#own.phase;
    return {
      name: this.name,
      generation: this.#generation,
      streak: this.#own.streak,
      ...this.#pending.take(now),
    };
  }

  get #generation(): number {
    return this.#shared?.generation ?? 0;
  }

  #decideShared(shared: CircuitView, now: number): Decision {
    const dueInMs = shared.phase === 'open' ? this.#probeDueAt - now : 0;
    const waitMs = Math.max(dueInMs, this.#deniedUntil - now);
    if (waitMs <= 0) return { kind: 'probe' };
    return { kind: 'reject', cause: shared.cause ?? 'a circuit is open', retryInMs: waitMs };
  }

  /** The board is gone while the shared circuit was open: go on from there, with a probe at once. */
  #takeOver({ cause }: CircuitView, at: Clock): void {
    if (this.#alone) return;
    this.#alone = true;
    this.#own.openDue(cause ?? 'a circuit is open', at);
  }
}

/** A hold ends by itself, also where nobody is left to say so. */
function heldNow(shared: CircuitView | null, now: number): 'open' | 'closed' | null {
  const { as = null, until } = shared?.held ?? {};
  return until !== undefined && Date.parse(until) <= now ? null : as;
}

function isNotClosed({ phase }: CircuitView): boolean {
  return phase === 'open' || phase === 'half_open';
}
