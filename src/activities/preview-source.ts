import type { IngestInput, IngestPreview, Quarantined } from '../contracts/ingest.js';
import type { IngestingPorts } from './ingesting-ports.js';
import { nothingBought, paidCall } from './paid-call.js';
import { readDocument } from './read-document.js';
import { compareSource } from './scan-source.js';

/** Scans, parses and counts as an ingestion would, and says what its embedding calls would cost at most. */
export async function previewSource(
  ports: IngestingPorts,
  input: IngestInput,
  signal: AbortSignal,
): Promise<IngestPreview> {
  const { plan, embedder, prices, manifest } = ports;
  const { root } = input;
  await manifest.prepare(signal);
  const { counts, changes } = await compareSource(
    ports,
    { ...input, collection: plan.collection },
    signal,
  );
  const quarantined: Quarantined[] = [];
  let passages = 0;
  let tokens = 0;
  for (const { document: path, version, pending } of changes) {
    if (pending !== 'write') continue;
    const read = await readDocument(ports, { source: input, root, path, version }, signal);
    if (read.kind === 'unreadable') {
      quarantined.push({ document: path, reason: read.reason });
      continue;
    }
    passages += read.passages.length;
    if (embedder) tokens += read.passages.reduce((sum, passage) => sum + passage.tokens, 0);
  }
  const { costUsd } = embedder
    ? paidCall(prices, embedder.space, { inputTokens: tokens, outputTokens: 0 })
    : nothingBought({ provider: 'none', model: 'none' });
  return { ...counts, passages, tokens, costUsd, quarantined };
}
