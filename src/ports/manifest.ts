import type { SourceRef } from '../contracts/ingest.js';
import type { PassagePosition } from './passage-store.js';

/** One source as the manifest knows it, per physical collection. */
export interface SourceRecord extends SourceRef {
  readonly collection: string;
  readonly root: string;
  /** Number of the newest commit; every committed or deleted batch takes the next. */
  readonly commit: number;
  /** Highest commit whose tombstones were deleted: a standby behind it must rebuild. */
  readonly sweptCommit: number;
  /**
   * ISO time of the last run that finished; null while the first one is under way, and when readers
   * have left the collection since.
   */
  readonly completedAt: string | null;
  /**
   * ISO time of the first save, given by the store; it comes back with every read. Another one means
   * that the source was forgotten and begun anew, with commits counted from the start.
   */
  readonly since?: string;
}

/** One document of a source. */
export interface DocumentRecord {
  readonly document: string;
  /** Last committed version; 0 before the first commit. */
  readonly version: number;
  /** sha256 of the bytes last committed; null before the first commit and for tombstones. */
  readonly hash: string | null;
  /** Passages of the committed version. */
  readonly passages: number;
  /** Commit that wrote this state. */
  readonly commit: number;
  readonly deleted: boolean;
  /** What the last scan wants done. */
  readonly pending: 'write' | 'delete' | null;
  /** Why it is quarantined, and for what it was found to be: tried again only when that has changed. */
  readonly quarantine: { readonly reason: string; readonly hash: string } | null;
  /** What staging wrote for the version to come. */
  readonly staged: {
    readonly hash: string;
    readonly version: number;
    readonly passages: readonly PassagePosition[];
    /** Whether readers see it already. */
    readonly live?: boolean | undefined;
  } | null;
}

export interface DocumentCounts {
  readonly documents: number;
  readonly passages: number;
  readonly quarantined: number;
}

/** Which documents are in the index, in which version: kept in the same store as the passages. */
export interface Manifest {
  /** Creates what it is stored in when missing. */
  prepare(signal: AbortSignal): Promise<void>;
  /** All sources, optionally of one tenant, corpus or collection. */
  sources(
    filter: { readonly tenant?: string; readonly corpus?: string; readonly collection?: string },
    signal: AbortSignal,
  ): Promise<readonly SourceRecord[]>;
  source(collection: string, ref: SourceRef, signal: AbortSignal): Promise<SourceRecord | null>;
  saveSource(record: SourceRecord, signal: AbortSignal): Promise<void>;
  /** Changes these fields of a source and leaves the others to other writers; does nothing if the source is unknown. */
  changeSource(
    collection: string,
    ref: SourceRef,
    fields: Pick<SourceRecord, 'completedAt'>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Sets the newest commit of the source, unless it is further already. */
  advance(collection: string, ref: SourceRef, commit: number, signal: AbortSignal): Promise<void>;
  /** Removes the source and all its documents from the manifest. */
  forgetSource(collection: string, ref: SourceRef, signal: AbortSignal): Promise<void>;
  /** Every document of the source, tombstones included, without `staged`. */
  documents(
    collection: string,
    ref: SourceRef,
    signal: AbortSignal,
  ): AsyncIterable<readonly DocumentRecord[]>;
  /** Up to `limit` documents with something pending. */
  pending(
    collection: string,
    ref: SourceRef,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly DocumentRecord[]>;
  get(
    collection: string,
    ref: SourceRef,
    documents: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly DocumentRecord[]>;
  /** Writes the records whole, replacing what was there. */
  save(
    collection: string,
    ref: SourceRef,
    records: readonly DocumentRecord[],
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Removes the tombstones written up to that commit, once `sweptCommit` tells readers that copy the
   * source that they are no longer there.
   */
  sweepTombstones(
    collection: string,
    ref: SourceRef,
    upToCommit: number,
    signal: AbortSignal,
  ): Promise<void>;
  counts(collection: string, ref: SourceRef, signal: AbortSignal): Promise<DocumentCounts>;
  /** Records committed after `commit`, oldest first, tombstones included, without `staged`. */
  committedAfter(
    collection: string,
    ref: SourceRef,
    commit: number,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly DocumentRecord[]>;
}
