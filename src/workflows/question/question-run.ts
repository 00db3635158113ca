import type { SeenCircuits } from '../../contracts/activities.js';
import type { Degradation, Stage, UsageLine } from '../../contracts/answer.js';
import type { StageUsage } from '../../contracts/failure.js';
import { metrics } from '../../contracts/metrics.js';
import { outcomeLabel } from '../../core/recorder.js';
import { record } from '../record.js';
import { outcomeOf, type Outcome, type StageFailure } from '../stage-failure.js';
import type { Lack } from './record-question.js';

/** Why something was done without: for people, and in a word that can be counted. */
export type Cause = Pick<Lack, 'reason'> & { readonly message: string };

/** What one question took, cost and had to do without, as it goes along. */
export interface QuestionRun {
  readonly timings: Partial<Record<Stage, number>>;
  readonly degraded: Degradation[];
  /** The same as what can be counted. */
  readonly lacks: Lack[];
  readonly usage: UsageLine[];
  /**
   * Stages that an outage keeps from what they do for an answer, and for which no equal stood in: what
   * a patient question waits for.
   */
  readonly outages: Set<Stage>;
  /**
   * Runs a stage, times it, and books what it cost even when it failed. One behind a circuit that is
   * known to be open fails at once and costs no task.
   */
  runStage<T extends object | null>(
    stage: Stage,
    circuits: readonly string[],
    running: () => Promise<T>,
  ): Promise<Outcome<T>>;
  /** Whether one of these circuits is known to be open. */
  isOpen(circuits: readonly string[]): boolean;
  spend(stage: Stage, usage: StageUsage): void;
  degrade(stage: Stage, cause: Cause, instead: string): void;
}

/** `openCircuits` are those known at the beginning; every stage that ends brings news of them. */
export function startRun(openCircuits: readonly string[]): QuestionRun {
  let known = openCircuits;
  const openOf = (circuits: readonly string[]) =>
    circuits.find((circuit) => known.includes(circuit));
  const run: QuestionRun = {
    timings: {},
    degraded: [],
    lacks: [],
    usage: [],
    outages: new Set(),
    async runStage(stage, circuits, running) {
      // An earlier answer is no part of a new one, and what needs no service is no match for one.
      const counts = stage !== 'cache' && circuits.length > 0;
      const open = openOf(circuits);
      if (open !== undefined) {
        if (counts) run.outages.add(stage);
        return { ok: false, failure: circuitOpen(open) };
      }
      const startedAt = Date.now();
      const outcome = await outcomeOf(running());
      const tookMs = Date.now() - startedAt;
      run.timings[stage] = (run.timings[stage] ?? 0) + tookMs;
      record(metrics.stageSeconds, tookMs / 1000, {
        stage,
        outcome: outcome.ok ? 'success' : outcomeLabel(outcome.failure),
      });
      if (outcome.ok) {
        known = (outcome.value as SeenCircuits | null)?.openCircuits ?? [];
        if (counts) run.outages.delete(stage);
      } else {
        if (outcome.failure.usage) run.spend(stage, outcome.failure.usage);
        if (counts && isOutage(outcome.failure)) run.outages.add(stage);
      }
      return outcome;
    },
    isOpen: (circuits) => openOf(circuits) !== undefined,
    spend(stage, usage) {
      run.usage.push({ stage, ...usage });
    },
    degrade(stage, { reason, message }, instead) {
      run.degraded.push({ stage, cause: message, instead });
      run.lacks.push({ stage, reason });
    },
  };
  return run;
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
