/** What people are shown of a log line. */
export interface LogRecord {
  readonly level: string;
  /** ISO. */
  readonly time: string;
  readonly message: string;
  /** Of the SDK; our own are `activity` and `workflow`. */
  readonly component?: string;
  readonly workflowId?: string;
  readonly attempt?: number;
  readonly error?: string;
}

/** A log line for people: the time of day, how bad, what, and in which run. */
export function logLine({ level, time, message, workflowId, attempt, error }: LogRecord): string {
  const again = attempt === undefined || attempt === 1 ? undefined : `attempt ${attempt}`;
  const about = [error, workflowId, again].filter((part) => part !== undefined);
  const tail = about.length === 0 ? '' : ` (${about.join(', ')})`;
  return `${time.slice(11, 19)} ${level.toUpperCase().padEnd(5)} ${message}${tail}`;
}
