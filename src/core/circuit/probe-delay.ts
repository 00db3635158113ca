import type { CircuitSettings } from '../../contracts/circuit.js';

/** Processes whose circuits opened together must not probe together: up to this share earlier. */
const jitter = 0.25;

/**
 * How long an open circuit waits before it probes: a share of the outage so far, so that a short
 * outage is over soon and a long one is not hammered; at least what the vendor asked for, within the
 * bounds of the settings. In milliseconds.
 */
export function probeDelayMs(
  outageMs: number,
  retryAfterMs: number | undefined,
  random: () => number,
  { probeShare, minProbeMs, maxProbeMs }: CircuitSettings,
): number {
  const usual = Math.max(minProbeMs, outageMs * probeShare * (1 - jitter * random()));
  return Math.round(Math.min(maxProbeMs, Math.max(usual, retryAfterMs ?? 0)));
}
