import type { IngestPreview, IngestProgress, ScanCounts } from '../../contracts/ingest.js';
import { shortened } from './layout.js';
import { badge, type Paint } from './paint.js';
import { counted, dollars, number, time } from './quantities.js';

const barWidth = 24;

/** One line on a run under way: bar, counts, rate and time left, or why it is waiting. */
export function progressLine(progress: IngestProgress, columns: number, paint: Paint): string {
  const { source, phase, parked, toDo, finished } = progress;
  const parts = [`${source} ${phase === 'ingesting' ? bar(finished, toDo) : phase}`];
  if (parked) parts.push(`${parked.cause}; tries again at ${clock(parked.until)}`);
  if (toDo > 0) parts.push(`${number(finished)}/${counted(toDo, 'document')}`);
  if (phase === 'ingesting' && finished > 0) {
    parts.push(`${progress.documentsPerSecond.toFixed(1)}/s`);
    if (progress.etaMs !== undefined) parts.push(`${time(progress.etaMs)} left`);
  }
  if (progress.passages > 0) parts.push(counted(progress.passages, 'passage'));
  if (progress.quarantinedCount > 0) parts.push(`${number(progress.quarantinedCount)} quarantined`);
  if (progress.costUsd > 0) parts.push(dollars(progress.costUsd));
  const line = shortened(parts.join(' · '), columns);
  return phase === 'parked' || phase === 'paused' ? paint.yellow(line) : line;
}

/** What a finished run did, took and cost. */
export function renderSummary(done: IngestProgress, paint: Paint): string {
  const tokens =
    done.embeddingCalls > 0
      ? `${counted(done.embeddedTokens, 'token')} embedded in ${counted(done.embeddingCalls, 'call')}`
      : 'nothing embedded';
  return [
    `${badge(paint, 'good', 'done')} ${paint.bold(done.source)}: ${scanCounts(done)}, ${quarantinedOf(done.quarantinedCount)}`,
    `  ${counted(done.passages, 'passage')} written · ${tokens} · ${dollars(done.costUsd)} · ${time(done.elapsedMs)}`,
    ...(done.copiedFrom === undefined
      ? []
      : [
          `  ${paint.yellow('⚠')} ${done.root} is gone: its passages are copies of those in the index before`,
        ]),
    ...quarantineLines(done, paint),
  ].join('\n');
}

/** What a run would do and cost. */
export function renderPreview(source: string, preview: IngestPreview, paint: Paint): string {
  return [
    `${paint.bold(source)} (dry run): ${scanCounts(preview)}, ${quarantinedOf(preview.quarantinedCount)}`,
    `  ${counted(preview.passages, 'passage')} to write · at most ${counted(preview.tokens, 'token')} to embed · ${dollars(preview.costUsd)}`,
    ...quarantineLines(preview, paint),
  ].join('\n');
}

function bar(finished: number, toDo: number): string {
  const filled = toDo === 0 ? barWidth : Math.floor((Math.min(finished, toDo) / toDo) * barWidth);
  return '█'.repeat(filled) + '░'.repeat(barWidth - filled);
}

function scanCounts({ new: added, changed, unchanged, gone }: ScanCounts): string {
  return `${number(added)} new, ${number(changed)} changed, ${number(unchanged)} unchanged, ${number(gone)} gone`;
}

/** They are new, changed or unchanged as well. */
function quarantinedOf(count: number): string {
  return count === 0 ? '0 quarantined' : `${number(count)} of them quarantined`;
}

function quarantineLines(
  { quarantined, quarantinedCount }: Pick<IngestPreview, 'quarantined' | 'quarantinedCount'>,
  paint: Paint,
): string[] {
  const more = quarantinedCount - quarantined.length;
  return [
    ...quarantined.map(({ document, reason }) => `  ${paint.yellow('⚠')} ${document}: ${reason}`),
    ...(more > 0 ? [`  … and ${counted(more, 'more quarantined document')}`] : []),
  ];
}

/** The time of day of an ISO time, where the reader is. */
function clock(iso: string): string {
  return new Date(iso).toLocaleTimeString('en-GB');
}
