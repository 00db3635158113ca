import type {
  DependencyReport,
  DependencyView,
  ProbeRequest,
  ProbeResult,
} from '../contracts/circuit.js';

/** The circuits that all processes share. Every call throws when they cannot be reached. */
export interface SharedCircuits {
  /** The state of a dependency's circuits; null while none was ever reported. */
  view(dependency: string, signal: AbortSignal): Promise<DependencyView | null>;
  /** Reports calls of this process. Sending the same report again changes nothing. */
  report(dependency: string, report: DependencyReport, signal: AbortSignal): Promise<void>;
  /** Asks for a probe; false when there is none. */
  acquireProbe(dependency: string, request: ProbeRequest, signal: AbortSignal): Promise<boolean>;
  settleProbe(dependency: string, result: ProbeResult, signal: AbortSignal): Promise<void>;
}
