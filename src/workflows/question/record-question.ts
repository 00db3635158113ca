import { metrics, type Shortcoming } from '../../contracts/metrics.js';
import type { FailureReason } from '../../contracts/failure.js';
import type { Answer, Stage } from '../../contracts/answer.js';
import { record } from '../record.js';

/** What a question had to do without, and why, in a word of few. */
export interface Lack {
  readonly stage: Stage;
  readonly reason: FailureReason | Shortcoming;
}

/** Counts a question that has its answer, and once each thing that was lacking. */
export function recordQuestion(answer: Answer, lacks: readonly Lack[]): void {
  const { kind, source, timings } = answer;
  const degraded = lacks.length > 0 ? 'yes' : 'no';
  record(metrics.questionSeconds, timings.totalMs / 1000, { kind, source, degraded });
  const once = new Map(lacks.map((lack) => [`${lack.stage} ${lack.reason}`, lack]));
  for (const { stage, reason } of once.values()) record(metrics.degradations, 1, { stage, reason });
}
