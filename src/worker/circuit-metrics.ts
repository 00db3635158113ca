import type { CircuitPhase } from '../contracts/circuit.js';
import { metrics } from '../contracts/metrics.js';
import type { Recorder } from '../core/recorder.js';
import type { Dependency } from '../services.js';
import type { Circuits } from './circuits/circuits.js';

const intervalMs = 1_000;

const severity: Readonly<Record<CircuitPhase, number>> = {
  closed: 0,
  suspect: 1,
  half_open: 2,
  open: 3,
};

/** Publishes, once a second, the state of circuits, how calls ended and which limits are in force. */
export function publishCircuits(
  record: Recorder,
  circuits: Circuits,
  dependencies: readonly Dependency[],
): { stop(): void } {
  const publish = () => dependencies.forEach((one) => publishOne(record, circuits, one));
  publish();
  const timer = setInterval(publish, intervalMs).unref();
  return {
    stop() {
      clearInterval(timer);
      publish();
    },
  };
}

function publishOne(record: Recorder, circuits: Circuits, dependency: Dependency): void {
  const { name, queues } = dependency;
  const observed = circuits.observe(dependency);
  for (const { circuit, phase, heldAs } of observed.circuits) {
    const of = { dependency: name, circuit };
    record(metrics.circuitState, severity[phase], of);
    for (const as of ['open', 'closed'] as const) {
      record(metrics.circuitHeld, heldAs === as ? 1 : 0, { ...of, as });
    }
  }
  for (const [queue, configured] of Object.entries(queues)) {
    const over = observed.limits.find((limit) => limit.queue === queue);
    record(metrics.queueLimit, over?.perSecond ?? configured ?? Infinity, { queue });
    record(metrics.queueLimitOverridden, over ? 1 : 0, { queue });
  }
  for (const { circuit, outcome, count } of observed.calls) {
    const of = { dependency: name, circuit };
    if (outcome === 'rejected') record(metrics.rejectedCalls, count, of);
    else record(metrics.calls, count, { ...of, outcome });
  }
}
