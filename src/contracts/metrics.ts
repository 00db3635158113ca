import type { Answer, DegradationReason, Stage } from './answer.js';
import type { CircuitTransition } from './circuit.js';
import type { FailureCategory } from './failure.js';

/** How a call or an attempt ended; `rejected` by our own circuit, which is no failure. */
export type OutcomeLabel = 'success' | 'rejected' | FailureCategory;

/** All labels with their values: few, and known in advance. Never free text. */
export interface LabelValues {
  readonly activity: string;
  readonly as: 'open' | 'closed';
  readonly category: FailureCategory;
  readonly change: 'committed' | 'deleted' | 'quarantined';
  readonly circuit: string;
  readonly degraded: 'yes' | 'no';
  readonly dependency: string;
  readonly direction: 'input' | 'output';
  readonly kind: Answer['kind'];
  readonly model: string;
  readonly outcome: OutcomeLabel;
  readonly provider: string;
  readonly queue: string;
  readonly reason: DegradationReason;
  readonly source: Answer['source'];
  readonly stage: Stage | 'ingest';
  readonly to: CircuitTransition['to'];
}
type LabelName = keyof LabelValues;

/** A metric family. Histograms and gauges record fractions, counters whole numbers. */
export interface Metric<L extends LabelName = LabelName> {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly help: string;
  readonly labels: readonly L[];
  /** Upper bounds of a histogram. */
  readonly buckets?: readonly number[];
}

/** The labels a value of this metric needs. */
export type LabelsOf<M extends Metric> = Pick<LabelValues, M['labels'][number]>;

const seconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const dollars = [0.00001, 0.0001, 0.001, 0.01, 0.1, 1];

/** All metrics of Holdfast, by name. */
export const metrics = {
  attemptSeconds: histogram(
    'holdfast_attempt_duration_seconds',
    ['activity', 'outcome'],
    'One attempt of an activity, without the time it waited for a worker',
    seconds,
  ),
  failedAttempts: counter(
    'holdfast_failed_attempts_total',
    ['activity', 'dependency', 'category', 'reason'],
    'Failed attempts, by dependency and reason, without rejections by an open circuit',
  ),
  calls: counter(
    'holdfast_calls_total',
    ['dependency', 'circuit', 'outcome'],
    'Calls made to a dependency, without those rejected by an open circuit',
  ),
  rejectedCalls: counter(
    'holdfast_rejected_calls_total',
    ['dependency', 'circuit'],
    'Calls rejected by an open circuit',
  ),
  circuitState: gauge(
    'holdfast_circuit_state',
    ['dependency', 'circuit'],
    'State as this worker sees it: 0 closed, 1 suspect, 2 half-open, 3 open',
  ),
  circuitHeld: gauge(
    'holdfast_circuit_held',
    ['dependency', 'circuit', 'as'],
    '1 while an operator holds the circuit in this state',
  ),
  circuitTransitions: counter(
    'holdfast_circuit_transitions_total',
    ['dependency', 'circuit', 'to'],
    'Transitions and holds, counted once for all workers',
  ),
  queueLimit: gauge(
    'holdfast_queue_limit_requests_per_second',
    ['queue'],
    'Effective rate limit of all workers together: 0 is paused, infinity is no limit',
  ),
  queueLimitOverridden: gauge(
    'holdfast_queue_limit_overridden',
    ['queue'],
    '1 while the adaptive controller or an operator overrides the configured limit',
  ),
  tokens: counter(
    'holdfast_tokens_total',
    ['stage', 'provider', 'model', 'direction'],
    'Tokens bought',
  ),
  callCost: histogram(
    'holdfast_call_cost_dollars',
    ['stage', 'provider', 'model'],
    'Cost of one paid call; the sum is the total spent',
    dollars,
  ),
  questionSeconds: histogram(
    'holdfast_question_duration_seconds',
    ['kind', 'source', 'degraded'],
    'From a question to its answer; for a patient one, the last attempt',
    seconds,
  ),
  stageSeconds: histogram(
    'holdfast_stage_duration_seconds',
    ['stage', 'outcome'],
    'One stage of a question, all attempts and waits included',
    seconds,
  ),
  degradations: counter(
    'holdfast_degradations_total',
    ['stage', 'reason'],
    'Degraded answers, once for each stage and reason',
  ),
  ingestedDocuments: counter(
    'holdfast_ingested_documents_total',
    ['change'],
    'Documents that ingestions finished, by what happened to them',
  ),
  ingestedPassages: counter(
    'holdfast_ingested_passages_total',
    [],
    'Passages that became searchable',
  ),
  ingestionParks: counter(
    'holdfast_ingestion_parks_total',
    ['reason'],
    'Times an ingestion parked because of an outage; a long outage counts several times',
  ),
  resourceFailures: counter(
    'holdfast_resource_failures_total',
    ['reason'],
    'Attempts that failed because a disk was full or memory was exhausted',
  ),
  undeliveredAlerts: counter(
    'holdfast_undelivered_alerts_total',
    [],
    'Alerts that the webhook did not accept',
  ),
} as const;

function counter<const L extends LabelName>(name: string, labels: readonly L[], help: string) {
  return { type: 'counter', name, labels, help } as const satisfies Metric<L>;
}

function gauge<const L extends LabelName>(name: string, labels: readonly L[], help: string) {
  return { type: 'gauge', name, labels, help } as const satisfies Metric<L>;
}

function histogram<const L extends LabelName>(
  name: string,
  labels: readonly L[],
  help: string,
  buckets: readonly number[],
) {
  return { type: 'histogram', name, labels, help, buckets } as const satisfies Metric<L>;
}
