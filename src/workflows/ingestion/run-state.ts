import type {
  IngestInput,
  IngestPhase,
  IngestProgress,
  Quarantined,
  ScanCounts,
} from '../../contracts/ingest.js';
import type { StageUsage } from '../../contracts/failure.js';

/** Quarantined documents listed by name in the progress; the manifest holds all. */
const mostListed = 100;

/** All an ingestion run knows of itself: plain JSON, carried over when it continues as new. */
export interface RunState {
  phase: IngestPhase;
  readonly startedAt: number;
  scan: ScanCounts | null;
  /** Number of the newest commit. */
  commit: number;
  finished: number;
  passages: number;
  quarantinedCount: number;
  readonly quarantined: Quarantined[];
  embeddedTokens: number;
  embeddingCalls: number;
  costUsd: number;
  parked: IngestProgress['parked'] | null;
  paused: boolean;
  scanAgain: boolean;
  allowDeletes: boolean;
  switched: boolean;
}

export function newRunState({ allowDeletes }: IngestInput, now: number): RunState {
  return {
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
    parked: null,
    paused: false,
    scanAgain: false,
    allowDeletes,
    switched: false,
  };
}

export function bookQuarantined(state: RunState, quarantined: readonly Quarantined[]): void {
  state.quarantinedCount += quarantined.length;
  state.finished += quarantined.length;
  state.quarantined.push(...quarantined.slice(0, mostListed - state.quarantined.length));
}

export function bookUsage(state: RunState, usage: StageUsage): void {
  state.embeddedTokens += usage.inputTokens;
  state.embeddingCalls += usage.calls;
  state.costUsd += usage.costUsd;
}

/** The answer of the `progress` query. */
export function progressOf(
  state: RunState,
  input: IngestInput,
  collection: string,
  now: number,
): IngestProgress {
  const { tenant, corpus, source, root } = input;
  const scan = state.scan ?? { new: 0, changed: 0, unchanged: 0, gone: 0 };
  const toDo = scan.new + scan.changed + scan.gone;
  const elapsedMs = Math.max(1, now - state.startedAt);
  const documentsPerSecond = (state.finished * 1000) / elapsedMs;
  const left = Math.max(0, toDo - state.finished);
  return {
    tenant,
    corpus,
    source,
    root,
    ...scan,
    phase: state.parked
      ? 'parked'
      : state.paused && state.phase !== 'done'
        ? 'paused'
        : state.phase,
    ...(state.parked ? { parked: state.parked } : {}),
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
    collection,
    switched: state.switched,
  };
}
