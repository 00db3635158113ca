import type {
  DependencyReport,
  DependencyView,
  ProbeRequest,
  ProbeResult,
} from '../../contracts/circuit.js';
import type { CircuitBoard } from '../../ports/circuit-board.js';

/** The board as far as it is about one dependency; no call to it takes longer than it may. */
export interface DependencyBoard {
  view(): Promise<DependencyView | null>;
  report(report: DependencyReport): Promise<void>;
  acquireProbe(request: ProbeRequest): Promise<boolean>;
  settleProbe(result: ProbeResult): Promise<void>;
}

export const boardTimeoutMs = 2_000;
/** Callers go on long before: this is to learn of a probe that was granted too late. */
const lateProbeMs = 10_000;

export function boardOf(dependency: string, board: CircuitBoard): DependencyBoard {
  const usual = () => AbortSignal.timeout(boardTimeoutMs);
  return {
    view: () => board.view(dependency, usual()),
    report: (report) => board.report(dependency, report, usual()),
    acquireProbe: (request) =>
      board.acquireProbe(dependency, request, AbortSignal.timeout(lateProbeMs)),
    settleProbe: (result) => board.settleProbe(dependency, result, usual()),
  };
}
