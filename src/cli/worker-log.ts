import { DefaultLogger, type LogEntry, type Logger } from '@temporalio/worker';
import pino, { type Level, type StreamEntry } from 'pino';
import { redact } from '../core/redact.js';
import { displayText } from '../core/display-text.js';

/** Where log lines go, from which level on, and how: JSON for machines, short lines for people. */
export interface LogTarget {
  readonly to: { readonly file: string } | ((line: string) => void);
  readonly from: 'info' | 'warn';
  readonly as: 'json' | 'text';
}

/** The fields of a log line that people see. */
interface LogRecord {
  readonly level: string;
  /** ISO. */
  readonly time: string;
  readonly message: string;
  /** Component of the SDK; our own lines have `activity` and `workflow` instead. */
  readonly component?: string;
  readonly workflowId?: string;
  readonly attempt?: number;
  readonly error?: string;
}

/** The only fields logged besides the message: others may contain documents or questions. */
const fields = {
  component: 'sdkComponent',
  workflow: 'workflowType',
  workflowId: 'workflowId',
  activity: 'activityType',
  attempt: 'attempt',
  queue: 'taskQueue',
  category: 'category',
  reason: 'reason',
  dependency: 'dependency',
  circuit: 'circuit',
  to: 'to',
} as const;

/**
 * The log of a worker and of the Temporal SDK within it: one JSON object per line, without secrets or
 * any text that people wrote.
 */
export function createWorkerLog(targets: readonly LogTarget[]): Logger {
  const log = pino(
    { base: null, messageKey: 'message', timestamp: false, formatters: { level: levelOf } },
    pino.multistream(targets.map(streamOf)),
  );
  return new DefaultLogger('INFO', (entry) => {
    if (isNoise(entry)) return;
    const level = entry.level.toLowerCase() as Level;
    log[level]({ time: timeOf(entry), ...fieldsOf(entry) }, redact(entry.message));
  });
}

function levelOf(level: string) {
  return { level };
}

/** SDK messages that repeat our own, or warn of something intended. */
const noise: readonly string[] = [
  'Activity failed',
  'No workflows registered, not polling for workflow tasks',
];

/** Of the SDK's own messages, only warnings and errors are worth a line. */
function isNoise({ level, message, meta = {} }: LogEntry): boolean {
  if (meta['sdkComponent'] !== 'worker' && meta['sdkComponent'] !== 'core') return false;
  return level === 'INFO' || noise.includes(message);
}

function timeOf({ timestampNanos }: LogEntry): string {
  return new Date(Number(timestampNanos / 1_000_000n)).toISOString();
}

function fieldsOf(entry: LogEntry): Record<string, string | number> {
  const meta = entry.meta ?? {};
  const known: Record<string, string | number> = {};
  for (const [name, key] of Object.entries(fields)) {
    const value: unknown = meta[key];
    if (typeof value === 'string') known[name] = redact(value);
    if (typeof value === 'number') known[name] = value;
  }
  const error = errorOf(entry);
  return error === undefined ? known : { ...known, error };
}

/** A failed workflow repeats the failure of an activity, which is logged already and may quote a vendor. */
function errorOf({ message, meta = {} }: LogEntry): string | undefined {
  const { error } = meta as { readonly error?: unknown };
  if (!(error instanceof Error)) return undefined;
  return redact(message === 'Workflow failed' ? error.name : `${error.name}: ${error.message}`);
}

function streamOf({ to, from, as }: LogTarget): StreamEntry {
  const stream =
    'file' in to ? fileStream(to.file) : { write: (text: string) => to(text.trimEnd()) };
  if (as === 'json') return { level: from, stream };
  const write = (text: string) => {
    const record = JSON.parse(text) as LogRecord;
    if (isForPeople(record)) stream.write(`${textLine(record)}\n`);
  };
  return { level: from, stream: { write } };
}

/** Warnings of the SDK are of use only to those who know it. */
function isForPeople({ level, component }: LogRecord): boolean {
  return level !== 'warn' || (component !== 'worker' && component !== 'core');
}

/** A log line for people: the time of day, the level, the message, the run and the attempt. */
function textLine({ level, time, message, workflowId, attempt, error }: LogRecord): string {
  const again = attempt === undefined || attempt === 1 ? undefined : `attempt ${attempt}`;
  const about = [error, workflowId, again].filter((part) => part !== undefined);
  const tail = about.length === 0 ? '' : ` (${about.join(', ')})`;
  return displayText(
    `${time.slice(11, 19)} ${level.toUpperCase().padEnd(5)} ${message}${tail}`,
  ).replaceAll('\n', ' ');
}

function fileStream(dest: string) {
  const stream = pino.destination({ dest, mkdir: true, sync: true });
  // A full disk must not stop the worker.
  stream.on('error', () => undefined);
  return stream;
}
