import type { CircuitSettings, RateSettings } from '../contracts/circuit.js';
import type { AddProblem } from './config-error.js';
import type { Variables } from './variables.js';

export interface CircuitConfig {
  readonly settings: CircuitSettings;
  readonly slow: {
    /** Share of the timeout of a call. */
    readonly afterShare: number;
    readonly timesUsual: number;
    readonly shortestMs: number;
  };
  /** Null: only the configured rates limit queues. */
  readonly rates: Omit<RateSettings, 'ceiling'> | null;
}

/** By then other processes have reported: they read the state twice a second. */
const quorumMs = 750;
const ignoreMs = 30_000;
/** No call is slow before this, however fast the dependency usually is. */
const shortestSlowMs = 1_000;
/** A call is slow after this share of its timeout; a generator's first word, of the timeout of that. */
const slowAfterShare = 0.5;
/** A call for a question is also slow at this many times the usual latency: decision 0013. */
const slowTimesUsual = 4;
/** An open circuit is probed after this share of the time it has been open: decision 0014. */
const probeShare = 0.125;

const rateLimits = [
  'HOLDFAST_EMBED_RPS',
  'HOLDFAST_EMBED_BULK_RPS',
  'HOLDFAST_RERANK_RPS',
  'HOLDFAST_GENERATE_RPS',
] as const;

/** When circuits open and close, and how rates follow what vendors accept. */
export function circuitConfig(set: Variables): CircuitConfig {
  const { leastMs, longestMs } = set.HOLDFAST_CIRCUIT_PROBE_WAIT;
  return {
    settings: {
      consecutive: set.HOLDFAST_CIRCUIT_FAILURES,
      windowMs: set.HOLDFAST_CIRCUIT_WINDOW,
      minimumCalls: set.HOLDFAST_CIRCUIT_MIN_CALLS,
      failureShare: set.HOLDFAST_CIRCUIT_FAILURE_SHARE,
      slowShare: set.HOLDFAST_CIRCUIT_SLOW_SHARE,
      quorumMs,
      ignoreMs,
      probeShare,
      minProbeMs: leastMs,
      maxProbeMs: longestMs,
    },
    slow: {
      afterShare: slowAfterShare,
      timesUsual: slowTimesUsual,
      shortestMs: shortestSlowMs,
    },
    rates: set.HOLDFAST_ADAPTIVE_RATES
      ? {
          cut: 0.7,
          settleMs: 5_000,
          quietMs: 2_000,
          stepMs: 1_000,
          raise: 0.25,
          floor: set.HOLDFAST_RATE_FLOOR,
          lifetimeMs: 60_000,
        }
      : null,
  };
}

/** Reports a floor set above a limit; the default floor yields to limits. */
export function checkFloor(
  set: Variables,
  isSet: (variable: 'HOLDFAST_RATE_FLOOR') => boolean,
  addProblem: AddProblem,
): void {
  if (!isSet('HOLDFAST_RATE_FLOOR')) return;
  const lower = rateLimits.filter((limit) => set.HOLDFAST_RATE_FLOOR > (set[limit] ?? Infinity));
  if (lower.length === 0) return;
  addProblem('HOLDFAST_RATE_FLOOR', `must not be above ${lower.join(' and ')}`);
}
