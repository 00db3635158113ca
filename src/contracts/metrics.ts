import type { Answer, DegradationReason, Stage } from './answer.js';
import type { CircuitTransition } from './circuit.js';
import type { FailureCategory } from './failure.js';

/** How a call or an attempt ended; `rejected` by our own circuit, which is no failure. */
export type OutcomeLabel = 'success' | 'rejected' | FailureCategory;

/** Every label there is, with its values: few, and known beforehand. Never a text. */
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

/** A family of the metrics endpoint. Histograms and gauges take fractions, counters whole numbers. */
export interface Metric<L extends LabelName = LabelName> {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly help: string;
  readonly labels: readonly L[];
  /** Upper bounds, of a histogram. */
  readonly buckets?: readonly number[];
}

/** The labels a value of this metric needs. */
export type LabelsOf<M extends Metric> = Pick<LabelValues, M['labels'][number]>;

const seconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const dollars = [0.00001, 0.0001, 0.001, 0.01, 0.1, 1];

/** Every metric of our own: the one place where their names stand. */
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
    'Attempts that failed, by what failed; rejections by an open circuit are not among them',
  ),
  calls: counter(
    'holdfast_calls_total',
    ['dependency', 'circuit', 'outcome'],
    'Calls made to a dependency; those that were not made are not among them',
  ),
  rejectedCalls: counter(
    'holdfast_rejected_calls_total',
    ['dependency', 'circuit'],
    'Calls that were not made because a circuit was open',
  ),
  circuitState: gauge(
    'holdfast_circuit_state',
    ['dependency', 'circuit'],
    'As this worker sees it: 0 closed, 1 suspect, 2 half-open, 3 open',
  ),
  circuitHeld: gauge(
    'holdfast_circuit_held',
    ['dependency', 'circuit', 'as'],
    '1 while an operator holds the circuit so, whatever its state is',
  ),
  circuitTransitions: counter(
    'holdfast_circuit_transitions_total',
    ['dependency', 'circuit', 'to'],
    'Outages that began or ended, and holds imposed or lifted; told once for all workers',
  ),
  queueLimit: gauge(
    'holdfast_queue_limit_requests_per_second',
    ['queue'],
    'Rate limit in force, of all workers together: 0 paused, infinite without one',
  ),
  queueLimitOverridden: gauge(
    'holdfast_queue_limit_overridden',
    ['queue'],
    '1 while another limit than the configured one is in force: the controller’s or an operator’s',
  ),
  tokens: counter(
    'holdfast_tokens_total',
    ['stage', 'provider', 'model', 'direction'],
    'Tokens bought',
  ),
  callCost: histogram(
    'holdfast_call_cost_dollars',
    ['stage', 'provider', 'model'],
    'Price of one bought call; the sum is what was spent',
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
    'Documents an ingestion has finished with',
  ),
  ingestedPassages: counter(
    'holdfast_ingested_passages_total',
    [],
    'Passages of documents that became searchable',
  ),
  ingestionParks: counter(
    'holdfast_ingestion_parks_total',
    ['reason'],
    'Waits of an ingestion for an outage to end; a long outage takes several',
  ),
  resourceFailures: counter(
    'holdfast_resource_failures_total',
    ['reason'],
    'Attempts that failed because a disk was full or memory ran out',
  ),
  undeliveredAlerts: counter(
    'holdfast_undelivered_alerts_total',
    [],
    'Alerts that the webhook did not take',
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
