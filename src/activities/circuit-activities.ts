import { Context } from '@temporalio/activity';
import type { CircuitActivities, CircuitTransition, DependencyPlan } from '../contracts/circuit.js';
import { metrics } from '../contracts/metrics.js';
import type { Recorder } from '../core/recorder.js';
import type { Alert, Notifier } from '../ports/notifier.js';
import type { QueueLimits } from '../ports/queue-limits.js';
import { activitySignal } from './activity-signal.js';

export interface CircuitPorts {
  /** What the configuration says of a dependency, known or not. */
  readonly planOf: (dependency: string) => DependencyPlan;
  readonly limits: QueueLimits;
  readonly notifier: Notifier;
  readonly record: Recorder;
}

/** The activities of circuit breakers over their ports. They throw PortError; the caller maps failures. */
export function createCircuitActivities({
  planOf,
  limits,
  notifier,
  record,
}: CircuitPorts): CircuitActivities {
  return {
    planDependency: ({ dependency }) => Promise.resolve(planOf(dependency)),

    async announceTransitions({ dependency, epoch, transitions }) {
      const { log } = Context.current();
      const alerts = transitions.map((transition) => alertOf(transition, epoch));
      transitions.forEach(({ name: circuit, to }, index) => {
        const { title, detail } = alerts[index] as Alert;
        log.warn(`${title}: ${detail}`, { dependency, circuit, to });
        record(metrics.circuitTransitions, 1, { dependency, circuit, to });
      });
      // In parallel: a webhook that hangs delays all of them once, not each in turn.
      await Promise.all(alerts.map((alert) => notifier.notify(alert)));
    },

    async limitQueue({ queue, perSecond, until, cause }) {
      const limit = perSecond === null ? null : { perSecond, until, cause };
      await limits.write(queue, limit, activitySignal());
    },
  };
}

const words: Readonly<Record<CircuitTransition['to'], string>> = {
  open: 'is open',
  closed: 'is closed again',
  held_open: 'is held open',
  held_closed: 'is held closed',
};

function alertOf({ name, to, cause, generation }: CircuitTransition, epoch: number): Alert {
  return {
    severity: to === 'open' ? 'critical' : 'info',
    key: `circuit ${name} ${to} ${epoch} ${generation}`,
    title: `The circuit of ${name} ${words[to]}`,
    detail: cause,
  };
}
