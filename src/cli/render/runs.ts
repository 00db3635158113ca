import type { RunStatus } from '../../client.js';
import { shortened, table } from './layout.js';
import { progressLine } from './ingestion.js';
import type { Paint } from './paint.js';
import { time } from './quantities.js';

const outcomeWidth = 40;

/** The newest runs, one line each. */
export function renderRuns(runs: readonly RunStatus[], paint: Paint): string {
  const titles = ['state', 'started', 'took', 'what happened', 'workflow id'];
  const rows = runs.map((run) => [
    state(run, paint),
    run.startedAt.replace(/\.\d+Z$/, 'Z'),
    took(run),
    shortened(happened(run), outcomeWidth),
    run.workflowId,
  ]);
  return table(titles, rows, paint);
}

/** Everything known of one run. */
export function renderRun(run: RunStatus, runUrl: string | undefined, paint: Paint): string {
  const { degraded = [], ...memo } = run.memo;
  const lines = [
    `${state(run, paint)} ${paint.bold(run.workflowId)}`,
    `${run.type}, started ${run.startedAt}${run.closedAt ? `, took ${took(run)}` : ''}`,
    ...Object.entries(memo).map(([key, value]) => `${key}: ${plain(value)}`),
    ...(Array.isArray(degraded) ? degraded : []).map((line) => `degraded: ${plain(line)}`),
    ...(run.progress ? [progressLine(run.progress, Infinity, paint)] : []),
    ...(runUrl ? [paint.dim(`run  ${runUrl}`)] : []),
  ];
  return lines.join('\n');
}

function state({ state: word }: RunStatus, paint: Paint): string {
  const text = word.toLowerCase();
  if (text === 'running') return paint.cyan(text);
  return text === 'completed' ? paint.green(text) : paint.red(text);
}

function took({ startedAt, closedAt }: RunStatus): string {
  return closedAt ? time(Date.parse(closedAt) - Date.parse(startedAt)) : '–';
}

/** The outcome a run left in its memo, or how far it is. */
function happened({ memo, progress }: RunStatus): string {
  if (progress) return `${progress.phase}, ${progress.finished} of ${progress.toDo} documents`;
  const { outcome, source, degraded, cause } = memo;
  if (outcome === undefined) return '–';
  if (cause !== undefined) return `${plain(outcome)}: ${plain(cause)}`;
  const count = Array.isArray(degraded) ? degraded.length : 0;
  return [
    plain(outcome),
    ...(source ? [plain(source)] : []),
    ...(count > 0 ? ['degraded'] : []),
  ].join(', ');
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
