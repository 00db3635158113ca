import type { IngestionComparison } from '../ingestion/compare-ingestion.js';
import { variants, type Comparison } from '../questions/compare-questions.js';
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
  readonly questions: readonly Comparison[];
  readonly ingestion: IngestionComparison | null;
}

/** The report as Markdown, which reads as well in a terminal. Every figure: median (quartiles). */
export function renderReport({ date, machine, questions, ingestion }: Report): string {
  const { cores, node, temporal, qdrant } = machine;
  const parts = [
    `Measured on ${date}: ${cores} cores, Node ${node}, Temporal ${temporal}, Qdrant ${qdrant}. Figures are medians with quartiles.`,
    ...(questions.length > 0 ? [questionTable(questions)] : []),
    ...(ingestion ? [ingestionTable(ingestion), stepTable(ingestion)] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function questionTable(questions: readonly Comparison[]): string {
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
