import type { Degradation, Stage, UsageLine } from '../../contracts/answer.js';
import type { StageUsage } from '../../contracts/failure.js';
import { outcomeOf, type Outcome, type StageFailure } from '../stage-failure.js';

/** What one question took, cost and had to do without, as it goes along. */
export interface Ledger {
  readonly timings: Partial<Record<Stage, number>>;
  readonly degraded: Degradation[];
  readonly usage: UsageLine[];
  /** Failures that an end of an outage would cure: what a patient question waits for. */
  readonly outages: StageFailure[];
  /** Runs a stage, times it, and books what it cost even when it failed. */
  run<T>(stage: Stage, running: () => Promise<T>): Promise<Outcome<T>>;
  spend(stage: Stage, usage: StageUsage): void;
  degrade(stage: Stage, cause: string, instead: string): void;
}

export function openLedger(): Ledger {
  const ledger: Ledger = {
    timings: {},
    degraded: [],
    usage: [],
    outages: [],
    async run(stage, running) {
      const startedAt = Date.now();
      const outcome = await outcomeOf(running());
      ledger.timings[stage] = (ledger.timings[stage] ?? 0) + Date.now() - startedAt;
      if (!outcome.ok) {
        if (outcome.failure.usage) ledger.spend(stage, outcome.failure.usage);
        if (isOutage(outcome.failure)) ledger.outages.push(outcome.failure);
      }
      return outcome;
    },
    spend(stage, usage) {
      ledger.usage.push({ stage, ...usage });
    },
    degrade(stage, cause, instead) {
      ledger.degraded.push({ stage, cause, instead });
    },
  };
  return ledger;
}

function isOutage(failure: StageFailure): boolean {
  return ['transient', 'rate_limit', 'resource'].includes(failure.category);
}
