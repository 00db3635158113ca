import type { ChunkedFile, DocumentFile } from '../core/chunk-file.js';

/** Splits documents into passages without blocking the worker's main thread. */
export interface DocumentChunker {
  /** Throws PortError: `cancelled`, `timeout`, or what went wrong with the chunking itself. */
  chunk(document: DocumentFile, signal: AbortSignal): Promise<ChunkedFile>;
}
