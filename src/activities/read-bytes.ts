import { createHash } from 'node:crypto';
import { PortError } from '../ports/port-error.js';
import type { DocumentRoot } from '../ports/document-source.js';
import type { IngestingPorts } from './ingesting-ports.js';

/** What a scan compares and staging parses. `hash` stays the same as long as nothing has changed. */
export type DocumentBytes =
  | { readonly kind: 'bytes'; readonly hash: string; readonly bytes: Uint8Array }
  | { readonly kind: 'unreadable'; readonly hash: string; readonly reason: string };

/** Reads one document; one that cannot be is a value with the reason, since the others must continue. */
export async function readBytes(
  { documents, maxDocumentBytes }: Pick<IngestingPorts, 'documents' | 'maxDocumentBytes'>,
  at: DocumentRoot,
  path: string,
  signal: AbortSignal,
): Promise<DocumentBytes> {
  try {
    const found = await documents.read(at, path, maxDocumentBytes, signal);
    if (found.kind === 'read') {
      const { bytes } = found;
      return { kind: 'bytes', hash: createHash('sha256').update(bytes).digest('hex'), bytes };
    }
    const { size } = found;
    const reason = `${size} bytes are more than HOLDFAST_MAX_DOCUMENT_BYTES (${maxDocumentBytes})`;
    return { kind: 'unreadable', hash: `bytes:${size}`, reason };
  } catch (error) {
    if (!(error instanceof PortError) || error.category !== 'client_error') throw error;
    return { kind: 'unreadable', hash: `unreadable:${error.message}`, reason: error.message };
  }
}
