import type { DependencyReport } from '../../contracts/circuit.js';
import type { DependencyCircuits } from './dependency-circuits.js';
import type { Breaker } from './breaker.js';
import type { QueueCounts } from './queue-counts.js';

export interface ReporterOptions {
  readonly shared: DependencyCircuits;
  /** Names this process in reports. */
  readonly process: string;
  readonly queues: QueueCounts;
  readonly circuits: () => readonly Breaker[];
  readonly clock: () => number;
  readonly stopping: AbortSignal;
  /** The board has taken a report in. */
  readonly onReported: () => void;
}

/** News are gathered this long, unless they are urgent. */
const gatherMs = 500;
/** A report that could not be told for longer than this says nothing any more. */
const staleMs = 15_000;

/** What one process tells of a dependency: while all is well, nothing. */
export class Reporter {
  #seq = 0;
  #unsent: { readonly report: DependencyReport; readonly since: number } | null = null;
  #telling = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly options: ReporterOptions) {
    options.stopping.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  /** Something was counted: tells, when there is something to tell. */
  onRecorded(circuit: Breaker): void {
    if (!circuit.hasChanges) return;
    this.#tellIn(circuit.isUrgent ? 0 : gatherMs);
  }

  /** Calls were refused, or few are left. */
  onRateRecorded(): void {
    this.#tellIn(gatherMs);
  }

  #tellIn(ms: number): void {
    if (this.options.stopping.aborted || this.#telling) return;
    if (this.#timer !== undefined && ms > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tell(), ms).unref();
  }

  /** One report at a time: what comes up while it is under way makes the next one. */
  async #tell(): Promise<void> {
    this.#timer = undefined;
    const { shared, circuits, clock, onReported } = this.options;
    if (this.#unsent && clock() - this.#unsent.since > staleMs) this.#unsent = null;
    const report = this.#unsent?.report ?? this.#gather();
    if (report === null) return;
    this.#unsent ??= { report, since: clock() };
    this.#telling = true;
    try {
      await shared.report(report);
      this.#unsent = null;
      onReported();
    } catch {
      // Told again as it is, under its number: it may have arrived.
    }
    this.#telling = false;
    // Whoever had news meanwhile did not set the timer.
    this.#tellIn(gatherMs);
    if (this.#unsent === null) for (const circuit of circuits()) this.onRecorded(circuit);
  }

  #gather(): DependencyReport | null {
    const { circuits, clock, process, queues } = this.options;
    const told = circuits().filter(({ hasChanges }) => hasChanges);
    const reports = told.map((circuit) => circuit.takeReport(clock()));
    const rates = queues.takeReports(clock());
    if (reports.length + rates.length === 0) return null;
    return { by: process, seq: (this.#seq += 1), circuits: reports, rates };
  }
}
