import type { Passage } from '../contracts/passage.js';
import type { SourceRef } from '../contracts/ingest.js';
import type { StagedPassage } from '../core/staged-passage.js';
import type { EmbeddingSpace } from './embedder.js';

/** A physical collection: everything that decides what its points look like. */
export interface IndexGeneration {
  /** Physical collection name. */
  readonly collection: string;
  readonly space: EmbeddingSpace | null;
}

export interface SparseVector {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** Where a passage stands in the version being committed. */
export interface PassagePosition {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

/** A document in the version readers are to see: the first one is 1. */
export interface CommittedDocument {
  readonly path: string;
  readonly version: number;
  readonly passages: readonly PassagePosition[];
  /** Whether they are live already, as staged. */
  readonly live?: boolean | undefined;
}

export interface UnembeddedPassage {
  readonly id: string;
  readonly document: string;
  readonly embeddedText: string;
  readonly tokens: number;
}

/** Writes passages. Every operation is idempotent and touches one tenant's source only. */
export interface PassageStore {
  /** Creates collection and payload indexes when missing. */
  prepare(generation: IndexGeneration, signal: AbortSignal): Promise<void>;
  /** The physical collection readers use, or null before the first switch. */
  activeCollection(signal: AbortSignal): Promise<string | null>;
  /** Points readers at the collection, atomically. */
  activate(collection: string, signal: AbortSignal): Promise<void>;
  /** Writes the passages not there yet as not live; returns how many were new. Revives retired ones. */
  stage(
    collection: string,
    source: SourceRef,
    passages: readonly StagedPassage[],
    signal: AbortSignal,
  ): Promise<number>;
  /** The same for documents of which nothing is there, without looking for it; `live` makes readers see them. */
  stageUnseen(
    collection: string,
    source: SourceRef,
    passages: readonly StagedPassage[],
    how: { readonly live: boolean },
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Passages of these documents, live or staged (never retired), that lack a dense vector, in the order
   * of their ids. Without documents: of the whole source, live only.
   */
  unembedded(
    collection: string,
    source: SourceRef,
    documents: readonly string[] | undefined,
    limit: number,
    signal: AbortSignal,
  ): Promise<{ readonly passages: readonly UnembeddedPassage[]; readonly total: number }>;
  /** Share of the corpus' live passages, 0 to 1, that have a dense vector; 1 where there are none. */
  embeddedShare(
    collection: string,
    corpus: Pick<SourceRef, 'tenant' | 'corpus'>,
    signal: AbortSignal,
  ): Promise<number>;
  setVectors(
    collection: string,
    vectors: readonly { readonly id: string; readonly vector: Float32Array }[],
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Makes these the live passages of each document's version and retires all others of the documents.
   * Readers see each document in one version at any time; one document is ready before another.
   */
  commit(
    collection: string,
    source: SourceRef,
    documents: readonly CommittedDocument[],
    signal: AbortSignal,
  ): Promise<void>;
  /** Retires every passage of these documents: gone for searches, loadable until swept. */
  retire(
    collection: string,
    source: SourceRef,
    documents: readonly string[],
    signal: AbortSignal,
  ): Promise<void>;
  /** Retires what was staged of these documents and never committed, but for the passages to keep. */
  abandon(
    collection: string,
    source: SourceRef,
    documents: readonly string[],
    keep: readonly string[],
    signal: AbortSignal,
  ): Promise<void>;
  /** Deletes passages retired before that time (ISO). */
  sweep(
    collection: string,
    source: SourceRef,
    retiredBefore: string,
    signal: AbortSignal,
  ): Promise<void>;
  /** Removes every passage of the source at once, live ones too. */
  forget(collection: string, source: SourceRef, signal: AbortSignal): Promise<void>;
  /** Live passages of these documents with their terms, to be copied. */
  livePassages(
    collection: string,
    source: SourceRef,
    documents: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (Passage & { readonly terms: SparseVector })[]>;
  /** The texts that were embedded for these documents' live passages, by passage id. */
  embeddedTexts(
    collection: string,
    source: SourceRef,
    documents: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>>;
}
