/**
 * What processes, the entity of a dependency and operators tell each other about its circuits. A
 * circuit is named `<dependency>/<what>[/<which>]`: `openai/chat/gpt-4o-mini`, `qdrant/reads`,
 * `openai/credential/1f0c…`. Times are milliseconds unless they say ISO.
 */

/** What a circuit looks back on: the last so many milliseconds, or the last so many calls. */
export type WindowSpec =
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'calls'; readonly size: number };

/** When a circuit opens, and how it finds out that it may close. Times in milliseconds. */
export interface CircuitSettings {
  /** Bad calls in a row that open it. A call is bad when it failed or was slow. */
  readonly consecutive: number;
  readonly window: WindowSpec;
  /** Fewer calls than this in the window never open it by share. */
  readonly minimumCalls: number;
  /** Share of the window's calls that must have failed, or been slow: above 0 and up to 1. */
  readonly failureShare: number;
  readonly slowShare: number;
  /** Time in which other processes may speak against what one process found; 0 opens at once. */
  readonly quorumMs: number;
  /** A process others spoke against is not listened to for this long. */
  readonly ignoreMs: number;
  /** The wait before a probe: this share of the outage so far, within these bounds. */
  readonly probeShare: number;
  readonly minProbeMs: number;
  readonly maxProbeMs: number;
  /** Probes that must succeed before it closes, and the most that are out at once. */
  readonly probes: number;
}

/** How the rate of one task queue follows what the vendor allows. Times in milliseconds. */
export interface RateSettings {
  /** A cut leaves this share of the rate: multiplicative decrease. */
  readonly cut: number;
  /** No second cut sooner than this after one: a new limit needs time to show its effect. */
  readonly settleMs: number;
  /** Raising begins after this long without a refusal, and goes on at this pace. */
  readonly quietMs: number;
  readonly stepMs: number;
  /** One raise, as a share of the ceiling. */
  readonly raise: number;
  /** Never slower than this, requests per second. */
  readonly floor: number;
  /** The limit the configuration sets; null for none. Raised beyond it, the adaptive limit is lifted. */
  readonly ceiling: number | null;
  /** A limit not confirmed by then is void: whoever finds it later may remove it. */
  readonly lifetimeMs: number;
}

export type CircuitPhase = 'closed' | 'suspect' | 'open' | 'half_open';

/** One circuit as it stands. */
export interface CircuitView {
  readonly name: string;
  readonly phase: CircuitPhase;
  readonly generation: number;
  /** ISO time of the last change of phase. */
  readonly since: string;
  readonly cause?: string;
  /** From the moment this was told, until a probe is due. */
  readonly probeInMs?: number;
  /** ISO time of the same, for whoever reads it later. */
  readonly probeAt?: string;
  /** An operator's hold: it decides whatever the phase is. Times are ISO; no end: until released. */
  readonly held?: {
    readonly as: 'open' | 'closed';
    readonly since: string;
    readonly until?: string;
  };
  /** Of the calls told of lately; of a healthy circuit nobody tells. */
  readonly calls: number;
  readonly failed: number;
  readonly slow: number;
}

/** An outage that began or ended, or a hold that was imposed or lifted. */
export interface CircuitTransition {
  readonly name: string;
  readonly to: 'open' | 'closed' | 'held_open' | 'held_closed';
  readonly cause: string;
  readonly generation: number;
}

/** What limits a queue over the limit of its workers' configuration. */
export interface RateView {
  readonly queue: string;
  /** Requests per second; 0 while paused. */
  readonly perSecond: number;
  readonly cause: string;
  /** Set by an operator: nothing but an operator changes it. */
  readonly pinned: boolean;
}

/** The circuits of a dependency and the limits of its queues, and what the `state` query answers. */
export interface DependencyState {
  readonly circuits: readonly CircuitView[];
  readonly rates: readonly RateView[];
}

/** The state of a dependency as it is published: the memo `circuits` of its entity. */
export interface DependencyView extends DependencyState {
  /** Newer is later by `epoch`, then by `counter`: an entity begun anew counts from the start. */
  readonly epoch: number;
  readonly counter: number;
}

/** Calls of one circuit that ended in one process since it last told. */
export interface CircuitReport {
  readonly name: string;
  readonly generation: number;
  readonly calls: number;
  readonly failed: number;
  readonly slow: number;
  /** Bad calls in a row, up to now. */
  readonly streak: number;
  readonly cause: string;
  readonly retryAfterMs?: number;
  /** The credential itself is refused or exhausted: there is nothing to count. */
  readonly trip?: boolean;
}

/** Calls of one queue in one process lately, told when some were refused or little is left. */
export interface RateReport {
  readonly queue: string;
  readonly accepted: number;
  readonly throttled: number;
  readonly overMs: number;
  /** Where the vendor's headers say that little is left: calls, and what can go on for ever. */
  readonly left?: {
    readonly calls: number;
    readonly perSecond: number;
    readonly wholeInMs: number;
  };
}

/** The `report` signal. Numbered per process, so that one told twice counts once. */
export interface DependencyReport {
  readonly by: string;
  readonly seq: number;
  readonly circuits: readonly CircuitReport[];
  readonly rates: readonly RateReport[];
}

/** The `acquireProbe` update; rejected, without a trace in the history, when no probe is to be had. */
export interface ProbeRequest {
  readonly name: string;
  readonly lease: string;
  /** The longest the call may take: not settled by then, it counts as failed. */
  readonly forMs: number;
}

/** The `settleProbe` signal. A probe that says nothing about the dependency is `ignored`. */
export interface ProbeResult extends Omit<ProbeRequest, 'forMs'> {
  readonly verdict: 'success' | 'failure' | 'ignored';
  readonly cause: string;
  /** The vendor's own word on when to come back. */
  readonly retryAfterMs?: number;
}

/** The `operate` update: for one circuit, or for all of the dependency. */
export interface Operation {
  readonly verb: 'open' | 'close' | 'reset' | 'auto';
  readonly name?: string;
  /** For `open` and `close`; without it, until `auto`. */
  readonly forMs?: number;
}

/** The `pinRate` update; null gives the queue back to the controller. */
export interface RatePin {
  readonly queue: string;
  readonly perSecond: number | null;
}

export interface DependencyInput {
  readonly dependency: string;
}

/** What the entity learns of the configuration, again at every beginning of a run. */
export interface DependencyPlan {
  readonly circuit: CircuitSettings;
  /** By queue of this dependency. */
  readonly rates: Readonly<Record<string, RateSettings>>;
  /** Every circuit of this configuration, whether anything was ever told of it or not. */
  readonly names: readonly string[];
}

/** Activities of the entity. All are idempotent. */
export interface CircuitActivities {
  planDependency(input: DependencyInput): Promise<DependencyPlan>;
  /** One log line, one metric and one notification for each. */
  announceTransitions(input: {
    readonly dependency: string;
    /** Of the entity: generations count from the start in one begun anew. */
    readonly epoch: number;
    readonly transitions: readonly CircuitTransition[];
  }): Promise<void>;
  /** Limits a queue over its workers' limit, until that time (ISO); null lifts the limit. */
  limitQueue(input: {
    readonly queue: string;
    readonly perSecond: number | null;
    readonly until: string | null;
    readonly cause: string;
  }): Promise<void>;
}
