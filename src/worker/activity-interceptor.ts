import { CancelledFailure, type ApplicationFailure } from '@temporalio/common';
import type { Info } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { reportFailure, type Observers } from '../activities/report-failure.js';
import { toFailure } from '../activities/to-failure.js';
import type { Config } from '../config.js';
import type { IngestActivities } from '../contracts/ingest-activities.js';
import type { OpenCircuits, QuestionActivities } from '../contracts/question-activities.js';
import type { StagePolicy } from '../contracts/service.js';
import type { FailureDetails, StageUsage } from '../contracts/failure.js';
import { metrics, type LabelValues, type OutcomeLabel } from '../contracts/metrics.js';
import { addUsage } from '../core/cost.js';
import { outcomeLabel, type Recorder } from '../core/recorder.js';
import { PortError } from '../ports/port-error.js';

/** What the interceptor needs to know about an activity besides its name. */
interface ActivityTraits {
  /** Backoff between its attempts; without one, the retry policy of the workflow decides. */
  readonly backoff?: Pick<StagePolicy, 'backoffMs' | 'maxBackoffMs'>;
  /** What its purchases are counted as. */
  readonly buys?: LabelValues['stage'];
  /** Whether its result reports the open circuits to the workflow. */
  readonly reportsCircuits?: true;
}
/** The last heartbeat of an attempt that failed after it was billed. */
interface Spent {
  readonly spent?: StageUsage;
}
type Result = { readonly usage?: StageUsage } | null | undefined;
type Traits = Readonly<Record<string, ActivityTraits | undefined>>;

/**
 * Around every attempt of every activity, remote or local:
 * 1. an error becomes a failure that workflows can read, with the delay before the next attempt, and is
 *    logged and counted;
 * 2. the attempt is timed and its purchases are counted, also when it fails; what earlier attempts were
 *    billed for is added to what the workflow learns;
 * 3. the result of a question's activity names the circuits that are open, if any.
 */
export function createActivityInterceptor(
  traits: Traits,
  observers: Observers,
  openCircuits: () => readonly string[],
): ActivityInterceptorsFactory {
  return (context) => ({
    inbound: {
      async execute(input, next) {
        const { info } = context;
        const { backoff, buys, reportsCircuits } = traits[info.activityType] ?? {};
        const spentBefore = buys && (info.heartbeatDetails as Spent | undefined)?.spent;
        const startedAt = performance.now();
        const ended = (outcome: OutcomeLabel, usage: StageUsage | undefined): void => {
          const seconds = (performance.now() - startedAt) / 1000;
          const labels = { activity: info.activityType, outcome };
          observers.record(metrics.attemptSeconds, seconds, labels);
          if (usage && buys) recordPurchase(observers.record, buys, usage);
        };
        try {
          const result = (await next(input)) as Result;
          ended('success', result?.usage);
          const whole = withSpentBefore(result, spentBefore);
          return reportsCircuits ? withOpenCircuits(whole, openCircuits()) : whole;
        } catch (error) {
          const failure = toFailure(error, { ...failureContext(info, backoff), spentBefore });
          reportFailure(error, failure, observers);
          const details = detailsOf(failure);
          const usage = error instanceof PortError ? error.usage : undefined;
          ended(failure instanceof CancelledFailure ? 'cancelled' : labelOf(details), usage);
          // Only the last failure of an activity reaches the workflow: the next attempt adds this to its own.
          if (buys && details?.usage) context.heartbeat({ spent: details.usage } satisfies Spent);
          throw failure;
        }
      },
    },
  });
}

/** The traits of all activities that have any. */
export function activityTraits({ stages }: Config): Traits {
  const { embed, search, rerank, generate, qdrantWrite, ingestEmbed } = stages;
  const reportsCircuits = true;
  const question: Partial<Record<keyof QuestionActivities, ActivityTraits>> = {
    beginQuestion: { reportsCircuits },
    findCachedAnswer: { backoff: search, reportsCircuits },
    saveAnswer: { backoff: search },
    embedQuestion: { backoff: embed, buys: 'embed', reportsCircuits },
    searchLexical: { backoff: search, reportsCircuits },
    searchDense: { backoff: search, reportsCircuits },
    searchStandby: { backoff: search, reportsCircuits },
    describePassages: { backoff: search },
    rerankPassages: { backoff: rerank, buys: 'rerank', reportsCircuits },
    generateAnswer: { backoff: generate, buys: 'generate', reportsCircuits },
  };
  const ingest: Partial<Record<keyof IngestActivities, ActivityTraits>> = {
    scanSource: { backoff: qdrantWrite },
    stageDocuments: { backoff: qdrantWrite },
    embedPassages: { backoff: ingestEmbed, buys: 'ingest' },
    quarantineDocument: { backoff: qdrantWrite },
    commitDocuments: { backoff: qdrantWrite },
    deleteDocuments: { backoff: qdrantWrite },
    finishSource: { backoff: qdrantWrite },
    sweepSource: { backoff: qdrantWrite },
  };
  return { ...question, ...ingest };
}

function failureContext(
  { attempt, scheduledTimestampMs, scheduleToCloseTimeoutMs }: Info,
  backoff: ActivityTraits['backoff'],
) {
  const remainingMs = scheduledTimestampMs + scheduleToCloseTimeoutMs - Date.now();
  return {
    attempt,
    random: Math.random,
    ...(backoff ? { policy: backoff } : {}),
    ...(scheduleToCloseTimeoutMs > 0 ? { remainingMs: Math.max(1, remainingMs) } : {}),
  };
}

function withOpenCircuits(result: unknown, openCircuits: readonly string[]): unknown {
  if (openCircuits.length === 0 || !isRecord(result)) return result;
  return { ...result, openCircuits } satisfies OpenCircuits;
}

/** A list has no field for more. */
function isRecord(result: unknown): result is object {
  return typeof result === 'object' && result !== null && !Array.isArray(result);
}

function withSpentBefore(result: Result, spentBefore: StageUsage | undefined): Result {
  if (!spentBefore || !result?.usage) return result;
  return { ...result, usage: addUsage(spentBefore, result.usage) };
}

function detailsOf(failure: ApplicationFailure | CancelledFailure): FailureDetails | undefined {
  return failure.details?.[0] as FailureDetails | undefined;
}

function labelOf(details: FailureDetails | undefined): OutcomeLabel {
  return details ? outcomeLabel(details) : 'transient';
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
