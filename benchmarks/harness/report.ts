import type { GuardCost } from '../circuits/measure-guard.js';
import type { OutageReaction } from '../circuits/measure-outage.js';
import type { IngestionComparison } from '../ingestion/compare-ingestion.js';
import { variants } from '../questions/compare-questions.js';
import type { MeasuredQuestions } from '../questions/measure-questions.js';
import type { DuringIngestion } from '../questions/during-ingestion.js';
import type { Spread } from './statistics.js';

/** Everything one run measured, and on what. */
export interface Report {
  readonly date: string;
  readonly machine: {
    readonly cores: number;
    readonly node: string;
    readonly temporal: string;
    readonly qdrant: string;
  };
  readonly questions: readonly MeasuredQuestions[];
  readonly ingestion: IngestionComparison | null;
  readonly during: DuringIngestion | null;
  readonly circuits: CircuitFigures | null;
}

export interface CircuitFigures {
  readonly guard: GuardCost;
  readonly outages: readonly OutageReaction[];
}

/** The report as Markdown, which reads as well in a terminal. Every figure: median (quartiles). */
export function renderReport(report: Report): string {
  const { date, machine, questions, ingestion, during, circuits } = report;
  const { cores, node, temporal, qdrant } = machine;
  const parts = [
    `Measured on ${date}: ${cores} cores, Node ${node}, Temporal ${temporal}, Qdrant ${qdrant}. Figures are medians with quartiles.`,
    ...(questions.length > 0 ? [questionTable(questions), historyTable(questions)] : []),
    ...(ingestion ? [ingestionTable(ingestion), stepTable(ingestion)] : []),
    ...(during ? [duringIngestionTable(during)] : []),
    ...(circuits ? [guardTable(circuits), outageTable(circuits)] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function historyTable(questions: readonly MeasuredQuestions[]): string {
  const titles = ['question', 'events', 'KB', 'actions in Temporal Cloud'];
  const rows = questions.map(({ history: { mode, events, bytes, actions } }) => [
    mode,
    String(events),
    (bytes / 1000).toFixed(1),
    String(actions),
  ]);
  return table(titles, rows);
}

function questionTable(measured: readonly MeasuredQuestions[]): string {
  const questions = measured.flatMap(({ comparisons }) => comparisons);
  const titles = [
    'question',
    'at once',
    ...variants.map((variant) => `${variant}, ms`),
    'holdfast : bare',
    'holdfast : direct',
    ...variants.map((variant) => `${variant}, per s`),
  ];
  const rows = questions.map(({ mode, concurrency, latency, throughput, toBare, toDirect }) => [
    mode,
    String(concurrency),
    ...variants.map((variant) => spread(latency[variant], 1)),
    `**${spread(toBare, 2)}**`,
    spread(toDirect, 2),
    ...variants.map((variant) => throughput[variant].p50.toFixed(1)),
  ]);
  return table(titles, rows);
}

function ingestionTable(measured: IngestionComparison): string {
  const { documents, megabytes, passages, seconds, documentsPerSecond, toDirect } = measured;
  const rows = (['holdfast', 'direct'] as const).map((variant) => [
    variant,
    spread(seconds[variant], 1),
    spread(documentsPerSecond[variant], 1),
    variant === 'holdfast' ? `**${spread(toDirect, 2)}**` : '',
  ]);
  const what = `${documents} documents, ${megabytes.toFixed(2)} MB, ${passages} passages, keyless.`;
  return `${what}\n\n${table(['ingestion', 'seconds', 'documents per s', ': direct'], rows)}`;
}

/** One thing after the other: what an ingestion would take without any parallel work. */
function stepTable({ pure, calls }: IngestionComparison): string {
  const rows = [...Object.entries(pure), ...Object.entries(calls)]
    .filter(([, seconds]) => seconds >= 0.005)
    .map(([step, seconds]) => [step, seconds.toFixed(2)]);
  return table(['step of an ingestion', 'seconds in all'], rows);
}

function duringIngestionTable({
  alone,
  during,
  ratio,
  questions,
  embedded,
}: DuringIngestion): string {
  const rows = [
    ['alone', alone.p50.toFixed(0), alone.p95.toFixed(0), ''],
    [
      'during an ingestion',
      during.p50.toFixed(0),
      during.p95.toFixed(0),
      `**${ratio.toFixed(2)}**`,
    ],
  ];
  const what = `${questions} questions, 2 per second, vendors with fixed latencies; ${embedded} passages were ingested meanwhile.`;
  return `${what}\n\n${table(['question', 'p50, ms', 'p95, ms', 'p95 : alone'], rows)}`;
}

function guardTable({ guard }: CircuitFigures): string {
  const rows = [
    ['to decide', spread(guard.decision, 2)],
    ['around a whole call, two circuits', spread(guard.call, 2)],
  ];
  return table(['guard while all is well', 'microseconds'], rows);
}

function outageTable({ outages }: CircuitFigures): string {
  const rows = outages.map(({ mood, processes, callsPerSecond, lastCallMs, doomedCalls }) => [
    `${mood}, ${processes} processes, ${callsPerSecond} calls per second`,
    `**${(lastCallMs / 1000).toFixed(2)} s**`,
    String(doomedCalls),
  ]);
  return table(['outage', 'last call of any process', 'calls into it, probes aside'], rows);
}

function spread({ p25, p50, p75 }: Spread, digits: number): string {
  return `${p50.toFixed(digits)} (${p25.toFixed(digits)}–${p75.toFixed(digits)})`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [titles, ...rows];
  const widths = titles.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [line(titles), rule, ...rows.map(line)].join('\n');
}
