import type { IngestProgress } from '../../contracts/ingest.js';

/** The progress as Markdown, for the Temporal UI. */
export function progressDetails(progress: IngestProgress): string {
  const { phase, finished, toDo, passages, quarantined, parked } = progress;
  const lines = [
    `**${phase}**: ${finished} of ${toDo} documents, ${passages} passages`,
    `new ${progress.new}, changed ${progress.changed}, unchanged ${progress.unchanged}, gone ${progress.gone}`,
  ];
  if (progress.embeddingCalls > 0) {
    const cost = progress.costUsd.toFixed(4);
    lines.push(
      `${progress.embeddedTokens} tokens embedded in ${progress.embeddingCalls} calls, $${cost}`,
    );
  }
  if (parked) lines.push(`⏸ parked until ${parked.until}: ${parked.cause}`);
  lines.push(...quarantined.map(({ document, reason }) => `- ⚠ \`${document}\`: ${reason}`));
  return lines.join('\n\n');
}
