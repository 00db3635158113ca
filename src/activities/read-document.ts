import type { SourceRef } from '../contracts/ingest.js';
import type { StagedPassage } from '../core/staged-passage.js';
import type { IngestingPorts } from './ingesting-ports.js';
import { readBytes } from './read-bytes.js';

export type ReadDocument =
  | { readonly kind: 'read'; readonly hash: string; readonly passages: readonly StagedPassage[] }
  | { readonly kind: 'unreadable'; readonly hash: string; readonly reason: string };

/** Reads one document and has it cut; one that cannot be is a value with the reason, not an error. */
export async function readDocument(
  ports: Pick<
    IngestingPorts,
    'documents' | 'chunker' | 'encoding' | 'maxDocumentBytes' | 'embedder'
  >,
  at: {
    readonly source: SourceRef;
    readonly root: string;
    readonly path: string;
    readonly version: number;
    /** Most tokens of a passage, if fewer than the embedder is known to take. */
    readonly window?: number | undefined;
  },
  signal: AbortSignal,
): Promise<ReadDocument> {
  const { chunker, encoding, embedder } = ports;
  const { root, path, version } = at;
  const { tenant, corpus, source } = at.source;
  const found = await readBytes(ports, { tenant, root }, path, signal);
  if (found.kind === 'unreadable') return found;
  const { hash, bytes } = found;
  const known = Math.min(at.window ?? Infinity, embedder?.limits?.().tokens ?? Infinity);
  const window = known === Infinity ? undefined : known;
  const whole = { source: { tenant, corpus, source }, path, version, bytes, encoding, window };
  const chunked = await chunker.chunk(whole, signal);
  return chunked.kind === 'chunked'
    ? { kind: 'read', hash, passages: chunked.passages }
    : { kind: 'unreadable', hash, reason: chunked.reason };
}
