import { Context } from '@temporalio/activity';
import { CancelledFailure, type ApplicationFailure } from '@temporalio/common';
import type { FailureDetails } from '../contracts/failure.js';
import { metrics } from '../contracts/metrics.js';
import { errorShape } from '../core/error-shape.js';
import type { Recorder } from '../core/recorder.js';
import type { Notifier } from '../ports/notifier.js';
import { PortError } from '../ports/port-error.js';

/** Where failed attempts are reported, besides the workflow. */
export interface Observers {
  readonly record: Recorder;
  readonly notifier: Notifier;
}

/** Of a failure that was not made here. */
const unforeseen = {
  dependency: 'worker',
  category: 'transient',
  reason: 'unexpected',
} as const satisfies FailureDetails;

const resourceTitles: Partial<Record<FailureDetails['reason'], string>> = {
  disk_full: 'A disk is full or cannot be written',
  out_of_memory: 'Memory has run out',
};

/**
 * One log line and one count for each failed attempt, since expected failures are silent otherwise;
 * an alert where a machine gives out.
 */
export function reportFailure(
  error: unknown,
  failure: ApplicationFailure | CancelledFailure,
  observers: Observers,
): void {
  const { info, log } = Context.current();
  const { activityType: activity } = info;
  const what = safeWords(error);
  if (failure instanceof CancelledFailure) {
    log.info(`${activity} was cancelled`, { category: 'cancelled' });
    return;
  }
  const details = (failure.details?.[0] ?? unforeseen) as FailureDetails;
  const { dependency, category, reason } = details;
  const fields = { dependency, category, reason };
  // Nothing was tried: expected, and no failure.
  if (reason === 'circuit_open') {
    log.info(`${activity} was not tried: ${what}`, fields);
    return;
  }
  log.warn(`${activity} failed: ${what}`, fields);
  observers.record(metrics.failedAttempts, 1, { activity, ...fields });
  reportResourceFailure(details, `${activity} failed: ${what}`, observers);
  if (reason === 'incompatible_response') {
    // No waiting changes it, and the next provider hides it.
    void observers.notifier.notify({
      severity: 'warning',
      key: `incompatible ${dependency}`,
      title: `Replies of ${dependency} cannot be read`,
      detail: `${activity} failed: ${what}`,
    });
  }
}

/** One count and an alert where a machine gave out, whatever was being done; else nothing. */
export function reportResourceFailure(
  { dependency, reason }: Pick<FailureDetails, 'dependency' | 'reason'>,
  detail: string,
  { record, notifier }: Observers,
): void {
  const title = resourceTitles[reason];
  if (title === undefined) return;
  record(metrics.resourceFailures, 1, { reason });
  // Not awaited: a slow webhook must not delay the activity.
  void notifier.notify({
    severity: 'critical',
    key: `${reason} ${dependency}`,
    title: `${title} (${dependency})`,
    detail,
  });
}

/**
 * An error in words that quote no document, no question and no answer. Those of vendors and of
 * parsers may, so an unexpected error is reported by its kind only; the history has the rest.
 */
export function safeWords(error: unknown): string {
  if (error instanceof PortError) return error.summary;
  const { names, codes } = errorShape(error);
  return [...new Set([...names.slice(0, 1), ...codes])].join(' ') || 'unknown error';
}
