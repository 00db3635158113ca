import { z } from 'zod';
import { name } from './passage.js';

/** One source: the documents under one root (a folder or a file), named within tenant and corpus. */
export const sourceRef = z.object({
  tenant: name.default('default'),
  corpus: name.default('default'),
  source: name,
});
export type SourceRef = z.output<typeof sourceRef>;

export const ingestInput = sourceRef.extend({
  /** Absolute path as the worker sees it. */
  root: z.string().min(1),
  allowDeletes: z.boolean().default(false),
});
export type IngestInput = z.output<typeof ingestInput>;

/** The `scanAgain` signal: what a second start of the same source asks of the run under way. */
export type ScanAgain = Pick<IngestInput, 'root' | 'allowDeletes'>;

/** What a scan found, before anything is spent. */
export interface ScanCounts {
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly gone: number;
}

/** What `ingest --dry-run` shows. Tokens and cost are those of the embedding calls to come. */
export interface IngestPreview extends ScanCounts {
  readonly passages: number;
  readonly tokens: number;
  readonly costUsd: number;
  readonly quarantinedCount: number;
  /** The first hundred. */
  readonly quarantined: readonly Quarantined[];
}

export interface Quarantined {
  readonly document: string;
  readonly reason: string;
}

export type IngestPhase =
  'preparing' | 'scanning' | 'ingesting' | 'paused' | 'parked' | 'finishing' | 'done';

/** Answer of the `progress` query, and, with `phase: 'done'`, the result of the workflow. */
export interface IngestProgress extends SourceRef, ScanCounts {
  readonly root: string;
  readonly phase: IngestPhase;
  /** Why it is parked and when it tries again (ISO time). */
  readonly parked?: { readonly cause: string; readonly until: string };
  /** Where the root is gone: the collection whose passages are copied to the new one. */
  readonly copiedFrom?: string;
  /** Documents to do in this run and documents finished (committed, deleted or quarantined). */
  readonly toDo: number;
  readonly finished: number;
  readonly passages: number;
  readonly quarantinedCount: number;
  /** The first hundred; the manifest holds them all. */
  readonly quarantined: readonly Quarantined[];
  readonly embeddedTokens: number;
  readonly embeddingCalls: number;
  readonly costUsd: number;
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly documentsPerSecond: number;
  readonly etaMs?: number;
  /** Physical collection written to, and whether readers were switched to it by this run. */
  readonly collection: string;
  readonly switched: boolean;
}

/** One line of `holdfast sources`. */
export interface SourceStatus extends SourceRef {
  readonly root: string;
  readonly documents: number;
  readonly passages: number;
  readonly quarantined: number;
  readonly lastCompletedAt?: string;
  readonly collection: string;
  /** Whether readers find it there; else the collection is being built beside the one they use. */
  readonly inUse: boolean;
}
