import type { CircuitSettings } from '../../contracts/circuit.js';
import type { Observation } from './observation.js';
import { tallyOf, type Window } from './window.js';

/** Whether what a process saw, or the window with it, is bad enough to open a circuit. */
export function isFailing(
  seen: Observation,
  window: Window,
  now: number,
  settings: CircuitSettings,
): boolean {
  if (seen.streak >= settings.consecutive) return true;
  if (seen.failed + seen.slow === 0) return false;
  const { calls, failed, slow } = tallyOf(window, now, settings.window);
  const enough = calls >= minimumCallsOf(settings);
  return enough && (failed / calls >= settings.failureShare || slow / calls >= settings.slowShare);
}

/** Whether what a process saw speaks against those who say that the dependency is ill. */
export function isHealthy(
  { calls, failed, slow, streak }: Observation,
  { consecutive, failureShare, slowShare }: CircuitSettings,
): boolean {
  if (streak >= consecutive) return false;
  return calls > 0 && failed / calls < failureShare && slow / calls < slowShare;
}

/** A window of calls can never hold more than its size. */
function minimumCallsOf({ minimumCalls, window }: CircuitSettings): number {
  return window.kind === 'calls' ? Math.min(minimumCalls, window.size) : minimumCalls;
}
