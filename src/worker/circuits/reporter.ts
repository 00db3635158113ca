import type { DependencyReport } from '../../contracts/circuit.js';
import type { SharedCircuits } from '../../ports/shared-circuits.js';
import type { Breaker } from './breaker.js';
import type { QueueCounts } from './queue-counts.js';
import { requestTimeoutMs } from './shared-probes.js';

export interface ReporterOptions {
  readonly dependency: string;
  readonly shared: SharedCircuits;
  /** Names this process in reports. */
  readonly process: string;
  readonly queues: QueueCounts;
  readonly breakers: () => readonly Breaker[];
  readonly clock: () => number;
  readonly stopping: AbortSignal;
  readonly onReported: () => void;
}

/** Reports are gathered this long, unless one is urgent. */
const gatherMs = 500;
/** A report that could not be sent for longer says nothing about the present. */
const staleMs = 15_000;

/** Reports what this process sees of a dependency: while all is well, nothing. */
export class Reporter {
  #seq = 0;
  #unsent: { readonly report: DependencyReport; readonly since: number } | null = null;
  #isSending = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly options: ReporterOptions) {
    options.stopping.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  onRecorded(breaker: Breaker): void {
    if (breaker.hasChanges) this.#sendIn(breaker.isUrgent ? 0 : gatherMs);
  }

  onRateRecorded(): void {
    this.#sendIn(gatherMs);
  }

  #sendIn(ms: number): void {
    if (this.options.stopping.aborted || this.#isSending) return;
    if (this.#timer !== undefined && ms > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), ms).unref();
  }

  /** One report at a time: what is recorded meanwhile makes the next one. */
  async #send(): Promise<void> {
    this.#timer = undefined;
    const { dependency, shared, breakers, clock, onReported } = this.options;
    if (this.#unsent && clock() - this.#unsent.since > staleMs) this.#unsent = null;
    const report = this.#unsent?.report ?? this.#gather();
    if (report === null) return;
    this.#unsent ??= { report, since: clock() };
    this.#isSending = true;
    try {
      await shared.report(dependency, report, AbortSignal.timeout(requestTimeoutMs));
      this.#unsent = null;
      onReported();
    } catch {
      // Sent again under its number: it may have arrived.
    }
    this.#isSending = false;
    // What was recorded meanwhile did not set the timer.
    this.#sendIn(gatherMs);
    if (this.#unsent === null) for (const breaker of breakers()) this.onRecorded(breaker);
  }

  #gather(): DependencyReport | null {
    const { breakers, clock, process, queues } = this.options;
    const changed = breakers().filter(({ hasChanges }) => hasChanges);
    const circuits = changed.map((breaker) => breaker.takeReport(clock()));
    const rates = queues.takeReports(clock());
    if (circuits.length + rates.length === 0) return null;
    return { by: process, seq: (this.#seq += 1), circuits, rates };
  }
}
