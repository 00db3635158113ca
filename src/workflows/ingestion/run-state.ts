import type { ScanResult } from '../../contracts/ingest-activities.js';
import type { StageUsage } from '../../contracts/failure.js';
import type {
  IngestInput,
  IngestPhase,
  IngestProgress,
  Quarantined,
  ScanCounts,
} from '../../contracts/ingest.js';
import { mostQuarantinedListed } from '../../contracts/limits.js';

/** A step that waits for an outage to end. */
export interface Park {
  readonly cause: string;
  /** ISO time of the next attempt. */
  readonly until: string;
}

/** All an ingestion run knows of itself: plain JSON, carried over when it continues as new. */
export interface RunState {
  /** The collection all of this is about. */
  readonly collection: string;
  phase: IngestPhase;
  readonly startedAt: number;
  scan: ScanCounts | null;
  /** Where the root is gone: the collection that the documents are copied from. */
  copyFrom?: string | undefined;
  /** Number of the newest commit. */
  commit: number;
  finished: number;
  passages: number;
  quarantinedCount: number;
  readonly quarantined: Quarantined[];
  embeddedTokens: number;
  embeddingCalls: number;
  costUsd: number;
  /** One for each step that waits: batches in flight wait by themselves. */
  parked: Park[];
  paused: boolean;
  scanAgain: boolean;
  /** Whether the next scan may find most of the source gone. */
  allowDeletes: boolean;
  switched: boolean;
}

export function newRunState(
  { allowDeletes }: IngestInput,
  collection: string,
  now: number,
): RunState {
  return {
    collection,
    phase: 'preparing',
    startedAt: now,
    scan: null,
    commit: 0,
    finished: 0,
    passages: 0,
    quarantinedCount: 0,
    quarantined: [],
    embeddedTokens: 0,
    embeddingCalls: 0,
    costUsd: 0,
    parked: [],
    paused: false,
    scanAgain: false,
    allowDeletes,
    switched: false,
  };
}

/**
 * The state carried over when continuing as new. Where the configuration has another collection by
 * now, the source is ingested into that one from the beginning; what was bought stays counted.
 */
export function resumedState(carried: RunState, input: IngestInput, collection: string): RunState {
  if (carried.collection === collection) return carried;
  const { startedAt, paused, allowDeletes, embeddedTokens, embeddingCalls, costUsd } = carried;
  const fresh = newRunState({ ...input, allowDeletes }, collection, startedAt);
  return { ...fresh, paused, embeddedTokens, embeddingCalls, costUsd };
}

/** A later scan of the same run adds to what an earlier one found; what did not change is as it is now. */
export function recordScan(
  state: RunState,
  { lastCommit, quarantinedCount, quarantined, copyFrom, ...found }: ScanResult,
): void {
  const { scan } = state;
  state.scan = {
    new: (scan?.new ?? 0) + found.new,
    changed: (scan?.changed ?? 0) + found.changed,
    unchanged: found.unchanged,
    gone: (scan?.gone ?? 0) + found.gone,
  };
  state.copyFrom = copyFrom;
  state.commit = Math.max(state.commit, lastCommit);
  state.quarantinedCount = quarantinedCount;
  state.quarantined.splice(0, Infinity, ...quarantined);
}

export function recordQuarantined(state: RunState, quarantined: readonly Quarantined[]): void {
  state.quarantinedCount += quarantined.length;
  state.finished += quarantined.length;
  const room = mostQuarantinedListed - state.quarantined.length;
  state.quarantined.push(...quarantined.slice(0, room));
}

export function recordUsage(state: RunState, usage: StageUsage): void {
  state.embeddedTokens += usage.inputTokens;
  state.embeddingCalls += usage.calls;
  state.costUsd += usage.costUsd;
}

/** The answer of the `progress` query. */
export function progressOf(state: RunState, input: IngestInput, now: number): IngestProgress {
  const { tenant, corpus, source, root } = input;
  const scan = state.scan ?? { new: 0, changed: 0, unchanged: 0, gone: 0 };
  const toDo = scan.new + scan.changed + scan.gone;
  const elapsedMs = Math.max(1, now - state.startedAt);
  const documentsPerSecond = (state.finished * 1000) / elapsedMs;
  const left = Math.max(0, toDo - state.finished);
  const parked = [...state.parked].sort((one, other) => (one.until < other.until ? -1 : 1))[0];
  return {
    tenant,
    corpus,
    source,
    root,
    ...scan,
    phase: phaseOf(state),
    ...(parked ? { parked } : {}),
    ...(state.copyFrom !== undefined && { copiedFrom: state.copyFrom }),
    toDo,
    finished: state.finished,
    passages: state.passages,
    quarantinedCount: state.quarantinedCount,
    quarantined: [...state.quarantined],
    embeddedTokens: state.embeddedTokens,
    embeddingCalls: state.embeddingCalls,
    costUsd: state.costUsd,
    startedAt: new Date(state.startedAt).toISOString(),
    elapsedMs,
    documentsPerSecond,
    ...(documentsPerSecond > 0 ? { etaMs: (left * 1000) / documentsPerSecond } : {}),
    collection: state.collection,
    switched: state.switched,
  };
}

function phaseOf({ phase, parked, paused }: RunState): IngestPhase {
  if (parked.length > 0) return 'parked';
  return paused && phase !== 'done' ? 'paused' : phase;
}
