import type { IngestPlan } from '../contracts/ingest-activities.js';
import type { Price } from '../core/cost.js';
import type { TokenEncoding } from '../core/token-count.js';
import type { AnswerCache, SharedAnswerCache } from '../ports/answer-cache.js';
import type { DocumentChunker } from '../ports/document-chunker.js';
import type { DocumentSource } from '../ports/document-source.js';
import type { Embedder } from '../ports/embedder.js';
import type { Manifest } from '../ports/manifest.js';
import type { PassageStore } from '../ports/passage-store.js';
import type { VectorSpool } from '../ports/vector-spool.js';

/** Everything an ingestion depends on; the embedder is absent where none is configured. */
export interface IngestingPorts {
  readonly plan: IngestPlan;
  readonly prices: Readonly<Record<string, Price>>;
  readonly encoding: TokenEncoding;
  readonly maxDocumentBytes: number;
  readonly documents: DocumentSource;
  readonly chunker: DocumentChunker;
  readonly manifest: Manifest;
  readonly store: PassageStore;
  readonly answerCache: SharedAnswerCache;
  readonly answerCopies: AnswerCache;
  readonly spool: VectorSpool;
  readonly embedder: Embedder | null;
  /** The second endpoint of the same space. */
  readonly fallbackEmbedder: Embedder | null;
  /** Throws PortError `circuit_open` while nothing can be written: then nothing should be bought. */
  readonly requireWritable: () => void;
}
