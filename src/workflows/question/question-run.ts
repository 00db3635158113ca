import type { OpenCircuits, ReadAhead } from '../../contracts/question-activities.js';
import type { Answer, Degradation, Stage, UsageLine } from '../../contracts/answer.js';
import type { StageUsage, Outcome, StageFailure } from '../../contracts/failure.js';
import { metrics } from '../../contracts/metrics.js';
import { outcomeLabel } from '../../core/recorder.js';
import { record } from '../record.js';
import { outcomeOf } from '../stage-failure.js';

/** Why a stage is degraded: a code for programs and a message for people. */
export type Cause = Pick<Degradation, 'reason'> & { readonly message: string };

/** What one attempt to answer a question has taken, cost and done without so far. */
export interface QuestionRun {
  readonly timings: Partial<Record<Stage, number>>;
  readonly degraded: Degradation[];
  readonly usage: UsageLine[];
  /** Stages lost to an outage without an equal substitute: what a patient question waits for. */
  readonly outages: Set<Stage>;
  /**
   * Runs a stage, times it and books its cost, also when it fails. A stage behind a circuit known to be
   * open fails at once, without a task.
   */
  runStage<T extends object | null>(
    stage: Stage,
    circuits: readonly string[],
    running: () => Promise<T>,
  ): Promise<Outcome<T>>;
  /** Books a stage that has ended, as `runStage` does. */
  endStage<T>(stage: Stage, circuits: readonly string[], ended: ReadAhead<T>): Outcome<T>;
  /** Whether one of these circuits is known to be open. */
  isOpen(circuits: readonly string[]): boolean;
  spend(stage: Stage, usage: StageUsage): void;
  degrade(stage: Stage, cause: Cause, instead: string): void;
}

/** `openCircuits` are those known at the start; every stage that succeeds updates them. */
export function startRun(openCircuits: readonly string[]): QuestionRun {
  let known = openCircuits;
  const openOf = (circuits: readonly string[]) =>
    circuits.find((circuit) => known.includes(circuit));
  const run: QuestionRun = {
    timings: {},
    degraded: [],
    usage: [],
    outages: new Set(),
    async runStage(stage, circuits, running) {
      const open = openOf(circuits);
      if (open !== undefined) {
        if (shapesAnswer(stage, circuits)) run.outages.add(stage);
        return { ok: false, failure: circuitOpen(open) };
      }
      const startedAt = Date.now();
      const outcome = await outcomeOf(running());
      if (outcome.ok) known = (outcome.value as OpenCircuits | null)?.openCircuits ?? [];
      return run.endStage(stage, circuits, { ...outcome, tookMs: Date.now() - startedAt });
    },
    endStage(stage, circuits, { tookMs, ...outcome }) {
      run.timings[stage] = (run.timings[stage] ?? 0) + tookMs;
      record(metrics.stageSeconds, tookMs / 1000, {
        stage,
        outcome: outcome.ok ? 'success' : outcomeLabel(outcome.failure),
      });
      const isPart = shapesAnswer(stage, circuits);
      if (outcome.ok) {
        if (isPart) run.outages.delete(stage);
      } else {
        if (outcome.failure.usage) run.spend(stage, outcome.failure.usage);
        if (isPart && isOutage(outcome.failure)) run.outages.add(stage);
      }
      return outcome;
    },
    isOpen: (circuits) => openOf(circuits) !== undefined,
    spend(stage, usage) {
      run.usage.push({ stage, ...usage });
    },
    degrade(stage, { reason, message }, instead) {
      run.degraded.push({ stage, reason, cause: message, instead });
    },
  };
  return run;
}

const auxiliary: ReadonlySet<Stage> = new Set(['index', 'cache']);

/** Waiting improves an answer only where a service it is made from is away. */
function shapesAnswer(stage: Stage, circuits: readonly string[]): boolean {
  return !auxiliary.has(stage) && circuits.length > 0;
}

/** Counts an answered question, and each distinct degradation once. */
export function recordQuestion({ kind, source, timings, degraded }: Answer): void {
  const labels = { kind, source, degraded: degraded.length > 0 ? 'yes' : 'no' } as const;
  record(metrics.questionSeconds, timings.totalMs / 1000, labels);
  const distinct = new Map(degraded.map((one) => [`${one.stage} ${one.reason}`, one]));
  for (const { stage, reason } of distinct.values()) {
    record(metrics.degradations, 1, { stage, reason });
  }
}

function circuitOpen(circuit: string): StageFailure {
  return {
    dependency: circuit.split('/')[0] as string,
    category: 'transient',
    reason: 'circuit_open',
    message: `The circuit of ${circuit} is open`,
    retryable: true,
  };
}

function isOutage(failure: StageFailure): boolean {
  return (
    ['transient', 'rate_limit', 'resource'].includes(failure.category) ||
    failure.reason === 'key_rejected'
  );
}
