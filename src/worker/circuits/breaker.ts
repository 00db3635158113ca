import type { CircuitReport, CircuitSettings, CircuitView } from '../../contracts/circuit.js';
import * as reducer from '../../core/circuit/circuit.js';
import type { Circuit, Clock, Failure, ProbeOutcome } from '../../core/circuit/state.js';
import type { Tally } from '../../core/circuit/window.js';
import { PendingReport } from './pending-report.js';

/** What a call may do now. */
export type Decision =
  | { readonly kind: 'call' }
  /** A probe that this process grants itself. */
  | { readonly kind: 'local_probe'; readonly lease: string }
  /** The shared circuit must grant a probe. */
  | { readonly kind: 'shared_probe' }
  | { readonly kind: 'reject'; readonly cause: string; readonly retryInMs: number };

/** When a call began: its outcome counts only while these generations last. */
export interface Begin {
  readonly shared: number;
  readonly local: number;
}

/** Which circuit decides. */
type Authority =
  /** The shared circuit is closed: the local one protects this process until that changes. */
  | { readonly kind: 'local' }
  /** The shared circuit is open; or it is, but could not be asked, and the local one decides. */
  | { readonly kind: 'shared' | 'alone'; readonly cause: string; readonly probeDueAt: number };

/** An operator may release a hold at any time. */
const heldRetryMs = 5_000;
/** The process that holds a local lease settles it, or is gone together with it. */
const localLeaseMs = 120_000;

/**
 * One circuit in one process: the shared state as last read, and a local circuit that knows only the
 * calls of this process. The local one protects the process before the shared one has reacted, and
 * decides alone while the shared one cannot be reached: never blindly open, never blindly closed.
 */
export class Breaker {
  readonly #settings: CircuitSettings;
  readonly #pending: PendingReport;
  #local: Circuit;
  #shared: CircuitView | null = null;
  #authority: Authority = { kind: 'local' };
  /** When the operator's hold ends, on the clock of this process. */
  #heldUntil = 0;
  /** No shared probe is asked for before this. */
  #deniedUntil = 0;
  /** Bad calls in a row, up to now. */
  #streak = 0;
  #leases = 0;
  /** Calls in flight whose callers leave when it opens. */
  readonly waiting = new Set<() => void>();
  /** The local phase at the last report. */
  #reportedPhase: Circuit['phase'] | null = null;

  constructor(
    readonly name: string,
    settings: CircuitSettings,
    now: number,
  ) {
    // A single process has no other to contradict it.
    this.#settings = { ...settings, quorumMs: 0 };
    this.#pending = new PendingReport(settings.windowMs);
    this.#local = reducer.newCircuit(now);
  }

  get phase(): CircuitView['phase'] {
    return this.#shared?.phase ?? 'closed';
  }

  /** As this process sees it: a phase that it found out itself comes before the shared one. */
  get snapshot() {
    const { kind } = this.#local.phase;
    const phase = kind === 'closed' && this.#authority.kind !== 'alone' ? this.phase : kind;
    return { circuit: this.name, phase, heldAs: this.#shared?.held?.as ?? null };
  }

  /** Follows the shared circuit; null while that was never other than closed. */
  follow(view: CircuitView | null, now: number): void {
    const before = this.#shared;
    // The database may have been restored: the same generation need not be the same phase.
    const hasChanged =
      (view?.generation ?? 0) !== this.#generation || isOpen(view) !== isOpen(before);
    this.#shared = view;
    if (hasChanged) this.#reset(now);
    if (view?.held && (hasChanged || !before?.held)) {
      this.#heldUntil = now + (view.held.forMs ?? Infinity);
    }
    // Successes from before the suspicion prove nothing against it.
    if (view?.phase === 'suspect' && before?.phase !== 'suspect') this.#pending.forgetCalls(now);
    if (!view || !isOpen(view)) this.#authority = { kind: 'local' };
    else if (hasChanged || before?.probeAt !== view.probeAt) {
      const { cause = 'a circuit is open', probeInMs = 0 } = view;
      const kind = hasChanged || this.#authority.kind === 'local' ? 'shared' : this.#authority.kind;
      this.#authority = { kind, cause, probeDueAt: now + probeInMs };
    }
    if (hasChanged && view?.phase === 'open') this.#free(now);
  }

  /** Whether a call may be made. `isReachable`: the shared state was read lately. */
  decide(clock: Clock, isReachable: boolean): Decision {
    const held = this.#heldAs(clock.now);
    if (held === 'closed') return { kind: 'call' };
    if (held === 'open') {
      return { kind: 'reject', cause: 'held open by an operator', retryInMs: heldRetryMs };
    }
    if (this.#authority.kind === 'shared' && !isReachable) this.#takeOver(clock);
    if (this.#authority.kind === 'shared' || (isReachable && this.#mayReturn(clock))) {
      return this.#decideShared(clock.now);
    }
    return this.#decideLocal(clock);
  }

  /** The shared circuit did not answer: continues alone, with one local probe at a time. */
  decideAlone(clock: Clock): Decision {
    this.#takeOver(clock);
    return this.#decideLocal(clock);
  }

  /** Another process has the probe, or no answer came: do not ask again for this long. */
  onDenied(now: number, forMs: number): void {
    this.#deniedUntil = now + forMs;
  }

  /** How long calls are still rejected; 0 when they are not, or when one would be a probe. */
  openForMs(now: number): number {
    const held = this.#heldAs(now);
    if (held) return held === 'open' ? heldRetryMs : 0;
    if (this.#authority.kind === 'shared') return Math.max(0, this.#authority.probeDueAt - now);
    const { phase } = this.#local;
    return phase.kind === 'open' ? Math.max(0, phase.probeAt - now) : 0;
  }

  /** Whether it found out alone that the dependency works, and may now say so with a probe. */
  isAheadOfShared(now: number): boolean {
    if (this.#authority.kind !== 'alone' || this.#shared?.held || this.#streak > 0) return false;
    return this.#local.phase.kind === 'closed' && this.#decideShared(now).kind === 'shared_probe';
  }

  begin(): Begin {
    return { shared: this.#generation, local: this.#local.generation };
  }

  /** Counts a call that ended, or that is already slow. */
  record(begun: Begin, added: Tally, failure: Failure, clock: Clock): void {
    if (begun.shared !== this.#generation) return;
    this.#pending.add(added, failure, clock.now);
    const { generation } = this.#local;
    if (begun.local !== generation) return;
    this.#streak = added.failed + added.slow > 0 ? this.#streak + added.calls : 0;
    const seen = { ...added, ...failure, by: 'local', generation, streak: this.#streak };
    this.#local = reducer.observe(this.#local, seen, clock, this.#settings);
    if (this.#local.phase.kind === 'open') this.#free(clock.now);
  }

  /** Opens without counting: the key was refused or has no quota left. */
  trip(begun: Begin, failure: Failure, clock: Clock): void {
    if (begun.shared !== this.#generation) return;
    this.#pending.addTrip(failure);
    const opened = { ...failure, generation: begun.local };
    this.#local = reducer.trip(this.#local, opened, clock, this.#settings);
    this.#free(clock.now);
  }

  settleLocalProbe(lease: string, outcome: ProbeOutcome, clock: Clock): void {
    this.#local = reducer.settleProbe(this.#local, lease, outcome, clock, this.#settings);
    if (outcome.verdict === 'success') this.#streak = 0;
  }

  /** Whether there is something to report: failures, or any call while the circuit is suspect. */
  get hasChanges(): boolean {
    return this.#pending.isBad || (this.phase === 'suspect' && this.#pending.hasCalls);
  }

  /** Whether the report cannot wait: once for each opening, and never while held. */
  get isUrgent(): boolean {
    if (this.#shared?.held) return false;
    const { phase } = this.#local;
    const hasOpened = phase.kind === 'open' && phase !== this.#reportedPhase;
    return hasOpened || this.#pending.hasTripped || this.phase === 'suspect';
  }

  takeReport(now: number): CircuitReport {
    this.#reportedPhase = this.#local.phase;
    const counted = { generation: this.#generation, streak: this.#streak };
    return { name: this.name, ...counted, ...this.#pending.take(now) };
  }

  #free(now: number): void {
    if (this.#heldAs(now) !== 'closed') this.waiting.forEach((leave) => leave());
  }

  #reset(now: number): void {
    this.#deniedUntil = this.#streak = 0;
    this.#local = reducer.newCircuit(now);
    this.#pending.clear(now);
  }

  get #generation(): number {
    return this.#shared?.generation ?? 0;
  }

  #heldAs(now: number): 'open' | 'closed' | null {
    return now < this.#heldUntil ? (this.#shared?.held?.as ?? null) : null;
  }

  #decideShared(now: number): Decision {
    if (this.#authority.kind === 'local') return { kind: 'call' };
    const { cause, probeDueAt } = this.#authority;
    const retryInMs = Math.max(probeDueAt, this.#deniedUntil) - now;
    return retryInMs > 0 ? { kind: 'reject', cause, retryInMs } : { kind: 'shared_probe' };
  }

  #decideLocal({ now, random }: Clock): Decision {
    this.#local = reducer.advance(this.#local, { now, random }, this.#settings);
    const { phase } = this.#local;
    if (phase.kind === 'closed') return { kind: 'call' };
    const lease = `local/${(this.#leases += 1)}`;
    const probing = reducer.grantProbe(this.#local, { id: lease, until: now + localLeaseMs });
    if (probing) {
      this.#local = probing;
      return { kind: 'local_probe', lease };
    }
    const retryInMs = phase.kind === 'open' ? phase.probeAt - now : this.#settings.minProbeMs;
    return { kind: 'reject', cause: phase.cause, retryInMs };
  }

  /** Deciding alone, with a probe due: the shared circuit is asked first. */
  #mayReturn(clock: Clock): boolean {
    if (this.#authority.kind !== 'alone') return false;
    const { phase } = reducer.advance(this.#local, clock, this.#settings);
    return phase.kind === 'half_open' && phase.lease === null;
  }

  /** Continues from the open shared circuit with a probe at once. */
  #takeOver(clock: Clock): void {
    if (this.#authority.kind !== 'shared') return;
    this.#authority = { ...this.#authority, kind: 'alone' };
    const opened = { cause: this.#authority.cause, generation: this.#local.generation };
    const local = reducer.trip(this.#local, opened, clock, this.#settings);
    const { phase } = local;
    const dueNow = phase.kind === 'open' ? { ...phase, probeAt: clock.now } : phase;
    this.#local = { ...local, phase: dueNow };
  }
}

function isOpen(view: CircuitView | null): boolean {
  return view?.phase === 'open' || view?.phase === 'half_open';
}
