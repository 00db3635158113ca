import type { IngestInput, IngestPreview, Quarantined } from '../contracts/ingest.js';
import { mostQuarantinedListed } from '../contracts/limits.js';
import type { IngestingPorts } from './ingesting-ports.js';
import { nothingBought, paidCall } from './paid-call.js';
import { readAhead } from './read-ahead.js';
import { readDocument } from './read-document.js';
import { requireSameVectors } from './require-same-vectors.js';
import { compareSource, readKnown, unknownSource } from './scan-source.js';

const documentsAhead = 6;

/**
 * Scans, parses and counts as an ingestion would, and says what its embedding calls would cost at
 * most. Where nothing was ever ingested there is no manifest yet, and none is made.
 */
export async function previewSource(
  ports: IngestingPorts,
  input: IngestInput,
  signal: AbortSignal,
): Promise<IngestPreview> {
  const { plan, embedder, prices, manifest, store } = ports;
  const { root } = input;
  const { collection } = plan;
  const active = await store.activeCollection(signal);
  requireSameVectors(active, collection);
  const where = { ...input, collection };
  const known = active === null ? unknownSource : await readKnown(manifest, where, signal);
  const scan = await compareSource(ports, where, known, signal);
  const quarantined: Quarantined[] = [...scan.quarantined];
  let { quarantinedCount } = scan;
  let passages = 0;
  let tokens = 0;
  const toWrite = scan.changes.filter(({ pending }) => pending === 'write');
  const readings = readAhead(toWrite, documentsAhead, async ({ document: path, version }) => ({
    path,
    read: await readDocument(ports, { source: input, root, path, version }, signal),
  }));
  for await (const { path, read } of readings) {
    if (read.kind === 'unreadable') {
      quarantinedCount += 1;
      if (quarantined.length < mostQuarantinedListed) {
        quarantined.push({ document: path, reason: read.reason });
      }
      continue;
    }
    passages += read.passages.length;
    if (embedder) tokens += read.passages.reduce((sum, passage) => sum + passage.tokens, 0);
  }
  const { costUsd } = embedder
    ? paidCall(prices, embedder.space, { inputTokens: tokens, outputTokens: 0 })
    : nothingBought({ provider: 'none', model: 'none' });
  const { new: added, changed, unchanged, gone } = scan;
  const counts = { new: added, changed, unchanged, gone, passages, tokens, quarantinedCount };
  return { ...counts, costUsd, quarantined };
}
