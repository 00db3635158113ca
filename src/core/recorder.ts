import type { FailureCategory, FailureReason } from '../contracts/failure.js';
import type { LabelsOf, Metric, OutcomeLabel } from '../contracts/metrics.js';

type Labels = Readonly<Record<string, string>>;

/** What is needed of a meter of Temporal's SDK, be it the process's or a workflow's. */
export interface Meter {
  createCounter(name: string, unit: string, help: string): { add(by: number, to: Labels): void };
  createGauge(
    name: string,
    type: 'float',
    unit: string,
    help: string,
  ): { set(value: number, of: Labels): void };
  createHistogram(
    name: string,
    type: 'float',
    unit: string,
    help: string,
  ): { record(value: number, of: Labels): void };
}

/** Adds to a counter, sets a gauge, or puts a value into a histogram. Costs some microseconds. */
export type Recorder = <const M extends Metric>(
  metric: M,
  value: number,
  labels: LabelsOf<M>,
) => void;

type Instrument = (value: number, labels: Labels) => void;

/** Records with this meter. */
export function recorderOf(meter: Meter): Recorder {
  const instruments = new Map<string, Instrument>();
  return (metric, value, labels) => {
    // The meter throws for these, which would end the worker.
    if (!(value >= 0)) return;
    let instrument = instruments.get(metric.name);
    if (instrument === undefined) {
      instrument = instrumentOf(meter, metric);
      instruments.set(metric.name, instrument);
    }
    instrument(value, labels);
  };
}

/** Without a unit: the exporter would put it behind the name, where it stands already. */
function instrumentOf(meter: Meter, { type, name, help }: Metric): Instrument {
  switch (type) {
    case 'counter': {
      const counter = meter.createCounter(name, '', help);
      return (value, labels) => counter.add(value, labels);
    }
    case 'gauge': {
      const gauge = meter.createGauge(name, 'float', '', help);
      return (value, labels) => gauge.set(value, labels);
    }
    case 'histogram': {
      const histogram = meter.createHistogram(name, 'float', '', help);
      return (value, labels) => histogram.record(value, labels);
    }
  }
}

/** How a failure is labelled: a call that our own circuit rejected has failed at nothing. */
export function outcomeLabel(failure: {
  readonly category: FailureCategory;
  readonly reason: FailureReason;
}): OutcomeLabel {
  return failure.reason === 'circuit_open' ? 'rejected' : failure.category;
}
