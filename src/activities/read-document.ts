import type { SourceRef } from '../contracts/ingest.js';
import { chunkDocument } from '../core/chunk.js';
import { decodeText, UnreadableDocument } from '../core/decode-text.js';
import { parseDocument } from '../core/parse-document.js';
import { passageId } from '../core/passage-id.js';
import { sparseTerms } from '../core/sparse-terms.js';
import type { StagedPassage } from '../ports/passage-store.js';
import type { IngestingPorts } from './ingesting-ports.js';
import { readBytes } from './read-bytes.js';

export type ReadDocument =
  | { readonly kind: 'read'; readonly hash: string; readonly passages: readonly StagedPassage[] }
  | { readonly kind: 'unreadable'; readonly hash: string; readonly reason: string };

/** Reads, parses and chunks one document; one that cannot be is a value with the reason, not an error. */
export async function readDocument(
  ports: Pick<IngestingPorts, 'documents' | 'encoding' | 'maxDocumentBytes'>,
  at: {
    readonly source: SourceRef;
    readonly root: string;
    readonly path: string;
    readonly version: number;
  },
  signal: AbortSignal,
): Promise<ReadDocument> {
  const found = await readBytes(ports, at.root, at.path, signal);
  if (found.kind === 'unreadable') return found;
  const { hash, bytes } = found;
  try {
    const parsed = parseDocument(at.path, decodeText(bytes));
    const chunks = chunkDocument(parsed, { encoding: ports.encoding });
    return { kind: 'read', hash, passages: toPassages(at, parsed.title, chunks) };
  } catch (error) {
    if (!(error instanceof UnreadableDocument)) throw error;
    return { kind: 'unreadable', hash, reason: error.message };
  }
}

function toPassages(
  {
    source,
    path,
    version,
  }: { readonly source: SourceRef; readonly path: string; readonly version: number },
  title: string,
  chunks: ReturnType<typeof chunkDocument>,
): StagedPassage[] {
  const seen = new Map<string, number>();
  return chunks.map(({ headingPath, text, start, end, tokens, embeddedText }) => {
    const occurrence = seen.get(embeddedText) ?? 0;
    seen.set(embeddedText, occurrence + 1);
    return {
      id: passageId({ ...source, document: path, embeddedText, occurrence }),
      document: path,
      version,
      title,
      heading: headingPath,
      start,
      end,
      tokens,
      text,
      embeddedText,
      terms: sparseTerms(embeddedText),
    };
  });
}
