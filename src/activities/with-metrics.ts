import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { FailureDetails, StageUsage } from '../contracts/failure.js';
import { metrics, type LabelValues, type OutcomeLabel } from '../contracts/metrics.js';
import { outcomeLabel, type Recorder } from '../core/recorder.js';

type Activity = (input: never) => Promise<unknown>;

/** What each activity that buys something buys it for. */
const stages: Readonly<Record<string, LabelValues['stage']>> = {
  embedQuestion: 'embed',
  rerankPassages: 'rerank',
  generateAnswer: 'generate',
  embedPassages: 'ingest',
};

/** The same activities, each attempt timed and what it bought counted, also when it failed. */
export function withMetrics<T extends { readonly [K in keyof T]: Activity }>(
  record: Recorder,
  activities: T,
): T {
  const measured =
    (activity: string, run: Activity): Activity =>
    async (input) => {
      const startedAt = performance.now();
      const ended = (outcome: OutcomeLabel, usage: StageUsage | undefined): void => {
        const seconds = (performance.now() - startedAt) / 1000;
        record(metrics.attemptSeconds, seconds, { activity, outcome });
        const stage = stages[activity];
        if (usage && stage) recordPurchase(record, stage, usage);
      };
      try {
        const result = await run(input);
        ended('success', (result as { readonly usage?: StageUsage } | null)?.usage);
        return result;
      } catch (failure) {
        ended(...endingOf(failure));
        throw failure;
      }
    };
  const entries = Object.entries<Activity>(activities);
  return Object.fromEntries(entries.map(([name, run]) => [name, measured(name, run)])) as T;
}

function endingOf(failure: unknown): [OutcomeLabel, StageUsage | undefined] {
  if (failure instanceof CancelledFailure) return ['cancelled', undefined];
  const known = failure instanceof ApplicationFailure ? failure.details?.[0] : undefined;
  const details = known as FailureDetails | undefined;
  return details ? [outcomeLabel(details), details.usage] : ['transient', undefined];
}

function recordPurchase(
  record: Recorder,
  stage: LabelValues['stage'],
  { provider, model, calls, inputTokens, outputTokens, costUsd }: StageUsage,
): void {
  if (calls === 0) return;
  const of = { stage, provider, model };
  record(metrics.tokens, inputTokens, { ...of, direction: 'input' });
  record(metrics.tokens, outputTokens, { ...of, direction: 'output' });
  record(metrics.callCost, costUsd, of);
}
