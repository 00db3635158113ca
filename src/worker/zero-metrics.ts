import { metrics } from '../contracts/metrics.js';
import type { Recorder } from '../core/recorder.js';

/** Lets counters begin at zero: one that appears with its first failure did not rise, for Prometheus. */
export function recordZeros(record: Recorder): void {
  record(metrics.resourceFailures, 0, { reason: 'disk_full' });
  record(metrics.resourceFailures, 0, { reason: 'out_of_memory' });
  record(metrics.undeliveredAlerts, 0, {});
  record(metrics.ingestedDocuments, 0, { change: 'quarantined' });
}
