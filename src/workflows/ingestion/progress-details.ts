import type { IngestProgress } from '../../contracts/ingest.js';
import { markdownLine } from '../../core/display-text.js';

/** The progress as Markdown, for the Temporal UI. */
export function progressDetails(progress: IngestProgress): string {
  const { phase, finished, toDo, passages, quarantined, parked } = progress;
  const lines = [
    `**${phase}** · ${finished} of ${toDo} documents · ${passages} passages`,
    `${progress.new} new, ${progress.changed} changed, ${progress.unchanged} unchanged, ${progress.gone} gone`,
  ];
  if (progress.embeddingCalls > 0) {
    const cost = progress.costUsd.toFixed(6);
    lines.push(
      `${progress.embeddedTokens} tokens embedded in ${progress.embeddingCalls} calls, $${cost}`,
    );
  }
  if (progress.copiedFrom !== undefined) {
    lines.push(`⚠ ${markdownLine(progress.root)} is gone: copied from ${progress.copiedFrom}`);
  }
  if (parked) lines.push(`⏸ parked until ${parked.until}: ${markdownLine(parked.cause)}`);
  if (quarantined.length > 0) {
    const reasons = quarantined.map(
      ({ document, reason }) => `- ⚠ **${markdownLine(document)}**: ${markdownLine(reason)}`,
    );
    lines.push(`**Quarantined** ${progress.quarantinedCount}`, reasons.join('\n'));
  }
  return lines.join('\n\n');
}
