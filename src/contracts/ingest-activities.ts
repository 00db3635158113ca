import type { z } from 'zod';
import type { StageUsage } from './failure.js';
import type {
  ingestInput,
  IngestInput,
  IngestPreview,
  Quarantined,
  ScanCounts,
  sourceRef,
  SourceRef,
  SourceStatus,
} from './ingest.js';
import type { Service, StagePolicy } from './service.js';

/** What the worker's configuration says about one ingestion run. */
export interface IngestPlan {
  readonly searchAttributes: boolean;
  readonly collection: string;
  readonly embed?: Omit<Service, 'circuits'>;
  /** A second endpoint of the same embedding space. */
  readonly embedFallback?: Omit<Service, 'circuits'>;
  /** Documents are committed without vectors, which `embedSource` adds in the background. */
  readonly embedLater: boolean;
  /** Documents per batch, and batches in flight. */
  readonly batchSize: number;
  readonly batchesInFlight: number;
  /** Pending documents listed at a time. */
  readonly pageSize: number;
  readonly write: StagePolicy;
  readonly embedding: StagePolicy;
  /** How long a parked run first waits before it tries again; the wait then doubles. */
  readonly firstParkMs: number;
  readonly heartbeatMs: number;
  /** Longer than any question's deadline: stale passages stay loadable this long. */
  readonly graceMs: number;
}

export interface PendingDocument {
  readonly document: string;
  readonly change: 'write' | 'delete';
}

/** What a scan found: the source's newest commit, and the documents in quarantine that did not change. */
export interface ScanResult extends ScanCounts {
  readonly lastCommit: number;
  readonly quarantinedCount: number;
  /** The first of them. */
  readonly quarantined: readonly Quarantined[];
  /** The collection readers use, where the root is gone and the passages can be copied from there. */
  readonly copyFrom?: string;
}

/** The plan of a run, and its input with defaults. */
export interface Planned<Input> {
  readonly plan: IngestPlan;
  readonly input: Input;
}

/** What one embedding request achieved. */
export interface EmbeddedBatch {
  readonly remaining: number;
  readonly usage: StageUsage;
  /** The vendor takes other texts, but sent no vector for any of these. */
  readonly rejected?: {
    readonly passages: number;
    /** The document of the first passage. */
    readonly document: string;
    /** The vendor's own words. */
    readonly reason: string;
    /** Whether the same request may succeed later. */
    readonly mayPass: boolean;
    /** Where the passages are too long: tokens, in the embedder's own counting, that it may take. */
    readonly window?: number;
  };
}

/** Activities of an ingestion. All are idempotent. */
export interface IngestActivities {
  /** Validates the input too. Fails with a client error when it is not valid. */
  planIngest(input: z.input<typeof ingestInput>): Promise<Planned<IngestInput>>;
  /** The same for a removal. */
  planRemoval(source: z.input<typeof sourceRef>): Promise<Planned<SourceRef>>;
  /** Makes the collection writable and, where there is no other, readable. */
  prepareIndex(input: BatchOf<object>): Promise<void>;
  previewSource(input: IngestInput): Promise<IngestPreview>;
  scanSource(input: IngestInput & { readonly collection: string }): Promise<ScanResult>;
  listPending(input: BatchOf<{ readonly limit: number }>): Promise<readonly PendingDocument[]>;
  /**
   * `window`: most tokens of a passage, where the embedder rejected longer ones. `copyFrom`: a
   * collection that has the passages already, in place of the root.
   */
  stageDocuments(
    input: BatchOf<{
      readonly root: string;
      readonly documents: readonly string[];
      readonly window?: number;
      readonly copyFrom?: string;
    }>,
  ): Promise<{
    readonly staged: readonly string[];
    readonly quarantined: readonly Quarantined[];
  }>;
  /** `documents`: of these only. `fallback`: at the second endpoint. `limit`: most passages of the request. */
  embedPassages(
    input: BatchOf<{
      readonly documents?: readonly string[];
      readonly fallback?: boolean;
      readonly limit?: number;
    }>,
  ): Promise<EmbeddedBatch>;
  /** Gives up what is staged of a document; its last good version stays live. */
  quarantineDocument(input: BatchOf<Quarantined>): Promise<void>;
  /** Without vectors, the documents stay pending until they are committed once more. */
  commitDocuments(
    input: BatchOf<{
      readonly documents: readonly string[];
      readonly commit: number;
      readonly embedded: boolean;
    }>,
  ): Promise<{ readonly passages: number }>;
  deleteDocuments(
    input: BatchOf<{ readonly documents: readonly string[]; readonly commit: number }>,
  ): Promise<void>;
  finishSource(input: BatchOf<object>): Promise<{ readonly switched: boolean }>;
  sweepSource(input: BatchOf<{ readonly retiredBefore: string }>): Promise<void>;
  listSources(input: { readonly tenant: string }): Promise<readonly SourceStatus[]>;
  /** Removes the source from every collection it stands in. */
  forgetSource(source: SourceRef): Promise<void>;
}
/** Input of an activity that works on one source in one physical collection. */
export type BatchOf<T> = { readonly source: SourceRef; readonly collection: string } & T;
