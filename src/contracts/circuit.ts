/**
 * Messages between worker processes, the `circuitBreaker` workflow of a dependency, and operators. A
 * circuit is named `<dependency>/<what>[/<which>]`: `openai/chat/gpt-4o-mini`, `qdrant/reads`,
 * `openai/credential/1f0c…`. Times are milliseconds where they are not ISO.
 */

/** When a circuit opens, and how it finds out that it may close. */
export interface CircuitSettings {
  /** Bad calls in a row that open it. A call is bad when it failed or was slow. */
  readonly consecutive: number;
  readonly windowMs: number;
  /** Fewer calls than this in the window never open it by share. */
  readonly minimumCalls: number;
  /** Share of the window's calls that must have failed, or been slow: above 0 and up to 1. */
  readonly failureShare: number;
  readonly slowShare: number;
  /** How long other processes may contradict one that reports failures; 0 opens at once. */
  readonly quorumMs: number;
  /** How long the reports of a contradicted process are ignored. */
  readonly ignoreMs: number;
  /** The wait before a probe: this share of the outage so far, within these bounds. */
  readonly probeShare: number;
  readonly minProbeMs: number;
  readonly maxProbeMs: number;
}

/** How the rate of a task queue follows what the vendor accepts. */
export interface RateSettings {
  /** A cut leaves this share of the rate: multiplicative decrease. */
  readonly cut: number;
  /** No second cut sooner than this: a new limit needs time to take effect. */
  readonly settleMs: number;
  /** Raising begins after this long without a throttled call, and continues at this pace. */
  readonly quietMs: number;
  readonly stepMs: number;
  /** One raise, as a share of the ceiling. */
  readonly raise: number;
  /** Never slower than this, requests per second. */
  readonly floor: number;
  /** The configured limit; null for none. Raised beyond it, the adaptive limit is lifted. */
  readonly ceiling: number | null;
  /** A limit that is not renewed within this time is void: any worker may lift it. */
  readonly lifetimeMs: number;
}

export type CircuitPhase = 'closed' | 'suspect' | 'open' | 'half_open';

/** The published state of one circuit. */
export interface CircuitView {
  readonly name: string;
  readonly phase: CircuitPhase;
  readonly generation: number;
  /** ISO time of the last change of phase. */
  readonly since: string;
  readonly cause?: string;
  /** From the time of publishing until a probe is due. */
  readonly probeInMs?: number;
  /** The same as an ISO time, for people. */
  readonly probeAt?: string;
  /** An operator's hold: it overrides the phase. Without an end it lasts until released. */
  readonly held?: {
    readonly as: 'open' | 'closed';
    /** ISO times, for people; processes measure `forMs` on their own clock. */
    readonly since: string;
    readonly until?: string;
    readonly forMs?: number;
  };
  /** Calls reported lately. Healthy circuits are not reported. */
  readonly calls: number;
  readonly failed: number;
  readonly slow: number;
}

/** An outage that began or ended, or a hold that was set or ended. */
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
  /** Set by an operator, and changed by nothing else. */
  readonly pinned: boolean;
}

/** The circuits of a dependency and the limits of its queues: the workflow's memo `circuits`. */
export interface DependencyView {
  /** When this chain of runs began: generations count from 0 in each. */
  readonly epoch: number;
  readonly circuits: readonly CircuitView[];
  readonly rates: readonly RateView[];
}

/** Calls of one circuit that ended in one process since its last report. */
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
  /** The key was refused or has no quota left: opens without counting. */
  readonly trip?: boolean;
}

/** Recent calls of one queue in one process, reported when some were throttled or little is left. */
export interface RateReport {
  readonly queue: string;
  readonly accepted: number;
  readonly throttled: number;
  readonly overMs: number;
  /** When the vendor's headers say that little is left: calls, and calls per second it can sustain. */
  readonly left?: {
    readonly calls: number;
    readonly perSecond: number;
    readonly wholeInMs: number;
  };
}

/** The `report` signal. Numbered per process: a report that is sent twice counts once. */
export interface DependencyReport {
  readonly by: string;
  readonly seq: number;
  readonly circuits: readonly CircuitReport[];
  readonly rates: readonly RateReport[];
}

/** The `acquireProbe` update; rejected, without a trace in the history, when there is no probe. */
export interface ProbeRequest {
  readonly name: string;
  readonly lease: string;
  /** The longest the call may take. Not settled by then, the probe counts as failed. */
  readonly forMs: number;
}

/** The `settleProbe` signal. A probe that says nothing about the dependency is `ignored`. */
export interface ProbeResult extends Omit<ProbeRequest, 'forMs'> {
  readonly verdict: 'success' | 'failure' | 'ignored';
  readonly cause: string;
  /** When the vendor asks to be called again. */
  readonly retryAfterMs?: number;
}

/** The `operate` update, for one circuit or for all circuits of the dependency. */
export interface Operation {
  readonly verb: 'open' | 'close' | 'reset' | 'auto';
  readonly name?: string;
  /** For `open` and `close`; without it, until `auto`. */
  readonly forMs?: number;
}

/** The `pinRate` update; null returns the queue to adaptive control. */
export interface RatePin {
  readonly queue: string;
  readonly perSecond: number | null;
}

export interface DependencyInput {
  readonly dependency: string;
}

/** What the workflow reads from the configuration, at the start of every run and after `reloadPlan`. */
export interface DependencyPlan {
  readonly circuit: CircuitSettings;
  /** By queue of this dependency. */
  readonly rates: Readonly<Record<string, RateSettings>>;
  /** Every circuit of this configuration, reported or not, and every limited queue. */
  readonly names: readonly string[];
  readonly queues: readonly string[];
}

/** Activities of the workflow. All are idempotent. */
export interface CircuitActivities {
  planDependency(input: DependencyInput): Promise<DependencyPlan>;
  /** One log line, one metric and one notification for each transition. */
  announceTransitions(input: {
    readonly dependency: string;
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
