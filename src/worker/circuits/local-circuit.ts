import type { CircuitReport, CircuitSettings, CircuitView } from '../../contracts/circuit.js';
import {
  advance,
  grantProbe,
  newCircuit,
  observe,
  openAtOnce,
  settleProbe,
} from '../../core/circuit/circuit.js';
import type { ProbeEnding } from '../../core/circuit/evidence.js';
import type { Moment } from '../../core/circuit/settings.js';
import type { Circuit } from '../../core/circuit/state.js';
import { nothing, sum, type Tally } from '../../core/circuit/window.js';

/** What a call may do now. */
export type Decision =
  | { readonly kind: 'call' }
  /** The shared circuit is to be probed: a lease has to be asked for. */
  | { readonly kind: 'probe' }
  /** This process's own probe. */
  | { readonly kind: 'own_probe'; readonly lease: string }
  | { readonly kind: 'reject'; readonly cause: string; readonly retryInMs: number };

/** How a circuit stands, as its process sees it. */
export interface Standing {
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

/** What one call adds to the counts. */
export interface Counted {
  readonly added: Tally;
  readonly cause: string;
  readonly retryAfterMs?: number | undefined;
}

type LoneDecision = Exclude<Decision, { readonly kind: 'probe' }>;

const self = 'self';
/** Nobody knows when an operator lets go: those who wait look again after this long. */
const heldForMs = 5_000;
/** The process that holds it is this one: it settles it, or it is gone with it. */
const ownLeaseMs = 120_000;

/**
 * One circuit in one process: the state all processes share, as it was last seen, and a circuit of its
 * own beneath it. The own one shields the process before the shared one has answered, and decides
 * alone while the shared one is out of reach: never blindly open, never blindly closed.
 */
export class LocalCircuit {
  readonly #settings: CircuitSettings;
  #own: Circuit;
  #shared: CircuitView | null = null;
  /** The shared circuit is not closed and could not be asked: its own decides until it changes. */
  #alone = false;
  #probeDueAt = 0;
  #deniedUntil = 0;
  #leases = 0;
  #streak = 0;
  #pending: Tally = nothing;
  #pendingFrom = 0;
  #cause = '';
  #retryAfterMs: number | undefined;
  #openAtOnce = false;
  /** Its own phase when it last told. */
  #toldPhase: Circuit['phase'] | null = null;

  /** Settings as all processes share them: its own circuit asks no quorum. */
  constructor(
    readonly name: string,
    settings: CircuitSettings,
    now: number,
  ) {
    this.#settings = { ...settings, quorumMs: 0, probes: 1 };
    this.#own = newCircuit(this.#settings, now);
  }

  begin(): Begin {
    return { shared: this.#generation, own: this.#own.generation };
  }

  get phase(): CircuitView['phase'] {
    return this.#shared?.phase ?? 'closed';
  }

  /** What this process goes by: its own finding, where it has one, before the shared phase. */
  get standing(): Standing {
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
    if (view?.phase === 'suspect' && before?.phase !== 'suspect') this.#drop(now);
    if (changed) {
      this.#alone = false;
      this.#own = newCircuit(this.#settings, now);
      this.#streak = 0;
      this.#openAtOnce = false;
      this.#deniedUntil = 0;
      this.#drop(now);
    }
  }

  /** Whether a call may be made. `reachable`: the shared circuit was seen lately. */
  decide(at: Moment, reachable: boolean): Decision {
    const shared = this.#shared;
    if (shared?.held) {
      if (shared.held.as === 'closed') return { kind: 'call' };
      return { kind: 'reject', cause: 'held open by an operator', retryInMs: heldForMs };
    }
    if (shared && isNotClosed(shared)) {
      if (!reachable) this.#takeOver(shared, at);
      else if (!this.#alone || this.#isDue(at)) return this.#decideShared(shared, at.now);
    }
    return this.#decideAlone(at);
  }

  /** How much longer calls are rejected; 0 when they are not, or when one would be a probe. */
  openForMs(now: number): number {
    const { phase } = this.#own;
    const shared = this.#shared;
    if (shared?.held) return shared.held.as === 'open' ? heldForMs : 0;
    if (!this.#alone && shared?.phase === 'half_open') return 0;
    if (!this.#alone && shared?.phase === 'open') return Math.max(0, this.#probeDueAt - now);
    return phase.kind === 'open' ? Math.max(0, phase.probeAt - now) : 0;
  }

  /** Somebody else has the probe, or nobody answers: not asked for again before that. */
  denied(now: number, forMs: number): void {
    this.#deniedUntil = now + forMs;
  }

  /** The board could not be asked for a probe: one of our own, unless one is out already. */
  decideWithoutBoard(at: Moment): LoneDecision {
    if (this.#shared && isNotClosed(this.#shared)) this.#takeOver(this.#shared, at);
    return this.#decideAlone(at);
  }

  /** Whether it found out alone that all is well again, and the shared circuit may be told. */
  isAheadOfShared(now: number): boolean {
    const shared = this.#shared;
    if (!shared || shared.held || !this.#alone || this.#own.phase.kind !== 'closed') return false;
    return this.#streak === 0 && this.#decideShared(shared, now).kind === 'probe';
  }

  /** A call ended, or turned out slow while still under way. */
  record(begun: Begin, { added, cause, retryAfterMs }: Counted, at: Moment): void {
    if (begun.shared !== this.#generation) return;
    const bad = added.failed + added.slow > 0;
    if (!bad) this.#forgetOld(at.now);
    this.#pending = sum(this.#pending, added);
    if (bad) {
      this.#cause = cause;
      this.#retryAfterMs = retryAfterMs;
    }
    if (begun.own !== this.#own.generation) return;
    this.#streak = bad ? this.#streak + added.calls : 0;
    const { generation } = this.#own;
    const seen = { ...added, by: self, generation, streak: this.#streak, cause, retryAfterMs };
    this.#own = observe(this.#own, seen, at, this.#settings);
  }

  /** The credential is exhausted or refused: nothing to count. */
  openNow(begun: Begin, { cause, retryAfterMs }: Omit<Counted, 'added'>, at: Moment): void {
    if (begun.shared !== this.#generation) return;
    this.#cause = cause;
    this.#retryAfterMs = retryAfterMs;
    this.#openAtOnce = true;
    const refusal = { generation: begun.own, cause, retryAfterMs };
    this.#own = openAtOnce(this.#own, refusal, at, this.#settings);
  }

  settleOwn(lease: string, ending: ProbeEnding, at: Moment): void {
    this.#own = settleProbe(this.#own, lease, ending, at, this.#settings);
    if (ending.verdict === 'success') this.#streak = 0;
  }

  /** Whether others should hear of it: something bad, or anything at all while all are asked. */
  get hasNews(): boolean {
    if (this.#openAtOnce || this.#pending.failed + this.#pending.slow > 0) return true;
    return this.phase === 'suspect' && this.#pending.calls > 0;
  }

  /** Whether the news cannot wait: once for each opening, and never where an operator decides. */
  get isUrgent(): boolean {
    if (this.#shared?.held) return false;
    const { phase } = this.#own;
    const isNew = phase.kind === 'open' && phase !== this.#toldPhase;
    return isNew || this.#openAtOnce || this.phase === 'suspect';
  }

  /** What to tell; from here on it counts as told. */
  takeReport(now: number): CircuitReport {
    const report: CircuitReport = {
      name: this.name,
      generation: this.#generation,
      ...this.#pending,
      streak: this.#streak,
      cause: this.#cause,
      ...(this.#retryAfterMs === undefined ? {} : { retryAfterMs: this.#retryAfterMs }),
      ...(this.#openAtOnce ? { openAtOnce: true } : {}),
    };
    this.#openAtOnce = false;
    this.#toldPhase = this.#own.phase;
    this.#drop(now);
    return report;
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

  #decideAlone(at: Moment): LoneDecision {
    this.#own = advance(this.#own, at, this.#settings);
    const { phase } = this.#own;
    if (phase.kind === 'closed') return { kind: 'call' };
    const lease = `own/${(this.#leases += 1)}`;
    const until = at.now + ownLeaseMs;
    const probing = grantProbe(this.#own, { id: lease, until }, this.#settings);
    if (probing) {
      this.#own = probing;
      return { kind: 'own_probe', lease };
    }
    const retryInMs = phase.kind === 'open' ? phase.probeAt - at.now : this.#settings.minProbeMs;
    return { kind: 'reject', cause: phase.cause, retryInMs };
  }

  /** Whether its own circuit has a probe to give. */
  #isDue(at: Moment): boolean {
    const { phase } = advance(this.#own, at, this.#settings);
    return phase.kind === 'half_open' && phase.leases.length === 0;
  }

  /** The board is gone while the shared circuit was open: go on from there, with a probe at once. */
  #takeOver({ cause }: CircuitView, at: Moment): void {
    if (this.#alone) return;
    const seeded = openAtOnce(
      this.#own,
      { generation: this.#own.generation, cause: cause ?? 'a circuit is open' },
      at,
      this.#settings,
    );
    const due = seeded.phase.kind === 'open' ? { ...seeded.phase, probeAt: at.now } : seeded.phase;
    this.#own = { ...seeded, phase: due };
    this.#alone = true;
  }

  #forgetOld(now: number): void {
    const { window } = this.#settings;
    const bad = this.#pending.failed + this.#pending.slow > 0;
    if (window.kind === 'time' && !bad && now - this.#pendingFrom > window.ms) this.#drop(now);
  }

  #drop(now: number): void {
    this.#pending = nothing;
    this.#pendingFrom = now;
    this.#retryAfterMs = undefined;
  }
}

function isNotClosed({ phase }: CircuitView): boolean {
  return phase === 'open' || phase === 'half_open';
}
