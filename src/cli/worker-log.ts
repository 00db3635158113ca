import { DefaultLogger, type LogEntry, type Logger } from '@temporalio/worker';
import pino, { type Level, type StreamEntry } from 'pino';
import { redact } from '../core/redact.js';
import { logLine, type LogRecord } from './render/log-line.js';

/** Where log lines go, from a level on: as JSON for machines, or as short lines for people. */
export interface LogTarget {
  readonly to: { readonly file: string } | ((line: string) => void);
  readonly from: 'info' | 'warn';
  readonly as: 'json' | 'text';
}

/** All that is told besides the message; what else an entry carries may hold documents and questions. */
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
 * The log of a worker and of the SDK within it: one JSON object for each line, free of secrets, and of
 * anything that people wrote.
 */
export function createWorkerLog(targets: readonly LogTarget[]): Logger {
  const log = pino(
    { base: null, messageKey: 'message', timestamp: false, formatters: { level: levelOf } },
    pino.multistream(targets.map(streamOf)),
  );
  return new DefaultLogger('INFO', (entry) => {
    if (!isNews(entry)) return;
    const level = entry.level.toLowerCase() as Level;
    log[level]({ time: timeOf(entry), ...fieldsOf(entry) }, redact(entry.message));
  });
}

function levelOf(level: string) {
  return { level };
}

/** What the SDK repeats of our own lines, or warns of though it is meant to be so. */
const idle: readonly string[] = [
  'Activity failed',
  'No workflows registered, not polling for workflow tasks',
];

/** Of what the SDK does by itself, only what goes wrong is news. */
function isNews({ level, message, meta = {} }: LogEntry): boolean {
  if (meta['sdkComponent'] !== 'worker' && meta['sdkComponent'] !== 'core') return true;
  return level !== 'INFO' && !idle.includes(message);
}

function timeOf({ timestampNanos }: LogEntry): string {
  return new Date(Number(timestampNanos / 1_000_000n)).toISOString();
}

function fieldsOf(entry: LogEntry): Record<string, string | number> {
  const meta = entry.meta ?? {};
  const told: Record<string, string | number> = {};
  for (const [name, key] of Object.entries(fields)) {
    const value: unknown = meta[key];
    if (typeof value === 'string') told[name] = redact(value);
    if (typeof value === 'number') told[name] = value;
  }
  const error = errorOf(entry);
  return error === undefined ? told : { ...told, error };
}

/** The failure of a workflow is that of an activity, which had its line, and may quote a vendor. */
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
    if (isForPeople(record)) stream.write(`${logLine(record)}\n`);
  };
  return { level: from, stream: { write } };
}

/** What the SDK warns of is, in a log, for those who know it. */
function isForPeople({ level, component }: LogRecord): boolean {
  return level !== 'warn' || (component !== 'worker' && component !== 'core');
}

function fileStream(dest: string) {
  const stream = pino.destination({ dest, mkdir: true, sync: true });
  // A full disk must not take the worker with it.
  stream.on('error', () => undefined);
  return stream;
}
