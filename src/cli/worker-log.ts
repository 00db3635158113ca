import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DefaultLogger, Runtime, type LogEntry, type LogLevel } from '@temporalio/worker';
import { note } from './print.js';

const levels: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];

export interface WorkerLog {
  /** Takes everything from INFO on; none keeps nothing. */
  readonly file?: string;
  /** From this level on, our own lines also go to standard error; null for none. */
  readonly showFrom: LogLevel | null;
}

/**
 * Says where the worker logs, once per process and before a worker starts. Signals are left to us:
 * the SDK would otherwise stop the worker before we have said why.
 */
export function setUpWorkerLog({ file, showFrom }: WorkerLog): void {
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  const logger = new DefaultLogger('INFO', (entry) => {
    const line = logLine(entry);
    if (file !== undefined) appendFileSync(file, `${line}\n`);
    if (showFrom !== null && isShown(entry, showFrom)) note(line);
  });
  // The SDK's native part would otherwise write to standard output by itself.
  const logging = { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } as const;
  Runtime.install({ logger, shutdownSignals: [], telemetryOptions: { logging } });
}

/**
 * Of failed activities the SDK repeats, as a warning, what our own line has said; and what its native
 * part warns of is, in a log, for those who know it.
 */
function isShown({ level, meta = {} }: LogEntry, showFrom: LogLevel): boolean {
  const { sdkComponent } = meta;
  const isTheSdks = level === 'WARN' && (sdkComponent === 'worker' || sdkComponent === 'core');
  return !isTheSdks && levels.indexOf(level) >= levels.indexOf(showFrom);
}

function logLine({ level, message, timestampNanos, meta = {} }: LogEntry): string {
  const time = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  const { error } = meta as { readonly error?: unknown };
  const cause = error instanceof Error ? `: ${error.message}` : '';
  return `${time} ${level} ${message}${cause}`;
}
