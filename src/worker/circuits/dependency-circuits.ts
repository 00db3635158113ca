import type {
  DependencyReport,
  DependencyView,
  ProbeRequest,
  ProbeResult,
} from '../../contracts/circuit.js';
import type { SharedCircuits } from '../../ports/shared-circuits.js';

/** The board as far as it is about one dependency; no call to it takes longer than it may. */
export interface DependencyCircuits {
  view(): Promise<DependencyView | null>;
  report(report: DependencyReport): Promise<void>;
  acquireProbe(request: ProbeRequest): Promise<boolean>;
  settleProbe(result: ProbeResult): Promise<void>;
}

export const requestTimeoutMs = 2_000;
/** Callers go on long before: this is to learn of a probe that was granted too late. */
const lateProbeMs = 10_000;

export function circuitsOf(dependency: string, board: SharedCircuits): DependencyCircuits {
  const usual = () => AbortSignal.timeout(requestTimeoutMs);
  return {
    view: () => board.view(dependency, usual()),
    report: (report) => board.report(dependency, report, usual()),
    acquireProbe: (request) =>
      board.acquireProbe(dependency, request, AbortSignal.timeout(lateProbeMs)),
    settleProbe: (result) => board.settleProbe(dependency, result, usual()),
  };
}
