import type { SourceRef } from '../contracts/ingest.js';
import { chunkDocument, type Chunk } from './chunk.js';
import { decodeText, UnreadableDocument } from './decode-text.js';
import { parseDocument } from './parse-document.js';
import { passageId } from './passage-id.js';
import { sparseTerms } from './sparse-terms.js';
import type { StagedPassage } from './staged-passage.js';
import type { TokenEncoding } from './token-count.js';

export interface DocumentFile {
  readonly source: SourceRef;
  readonly path: string;
  readonly version: number;
  readonly bytes: Uint8Array;
  readonly encoding: TokenEncoding;
  /** Most tokens of a passage in the embedder's own counting, where that is known. */
  readonly window?: number | undefined;
}

export type ChunkedFile =
  | { readonly kind: 'chunked'; readonly passages: readonly StagedPassage[] }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Parses a document and cuts it into passages; bytes that are no text are a value with the reason. */
export function chunkFile(document: DocumentFile): ChunkedFile {
  try {
    const parsed = parseDocument(document.path, decodeText(document.bytes));
    const { encoding, window } = document;
    const chunks = chunkDocument(parsed, { encoding, window });
    return { kind: 'chunked', passages: toPassages(document, parsed.title, chunks) };
  } catch (error) {
    if (!(error instanceof UnreadableDocument)) throw error;
    return { kind: 'unreadable', reason: error.message };
  }
}

function toPassages(
  { source, path, version }: DocumentFile,
  title: string,
  chunks: readonly Chunk[],
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
