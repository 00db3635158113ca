import type {
  DependencyReport,
  DependencyView,
  ProbeRequest,
  ProbeResult,
} from '../contracts/circuit.js';

/**
 * Where all processes keep what they know of their dependencies. Every call throws when the board
 * is out of reach.
 */
export interface SharedCircuits {
  /** The state of a dependency's circuits; null while nothing was ever told of it. */
  view(dependency: string, signal: AbortSignal): Promise<DependencyView | null>;
  /** Tells what this process saw. Telling the same report again changes nothing. */
  report(dependency: string, report: DependencyReport, signal: AbortSignal): Promise<void>;
  /** Asks for a probe; false when there is none to be had. */
  acquireProbe(dependency: string, request: ProbeRequest, signal: AbortSignal): Promise<boolean>;
  settleProbe(dependency: string, result: ProbeResult, signal: AbortSignal): Promise<void>;
}
