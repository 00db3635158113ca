import { createFilesystemDocumentSource } from '../../src/adapters/filesystem/document-source.js';
import { decodeText, UnreadableDocument } from '../../src/core/decode-text.js';

const never = new AbortController().signal;

export interface DocumentText {
  readonly path: string;
  readonly text: string;
  readonly bytes: number;
}

/** Every document under a root that can be read, as an ingestion finds them. */
export async function* textsUnder(root: string): AsyncGenerator<DocumentText> {
  const source = createFilesystemDocumentSource();
  const at = { tenant: 'none', root };
  for (const path of await source.list(at, never)) {
    const found = await source.read(at, path, Infinity, never);
    if (found.kind !== 'read') continue;
    try {
      yield { path, text: decodeText(found.bytes), bytes: found.bytes.length };
    } catch (error) {
      if (!(error instanceof UnreadableDocument)) throw error;
    }
  }
}
