import { proxyActivities } from '@temporalio/workflow';
import type {
  CircuitActivities,
  DependencyInput,
  DependencyPlan,
} from '../../contracts/circuit.js';
import { fromConfiguration } from '../local-first.js';

export function planDependency(input: DependencyInput): Promise<DependencyPlan> {
  return fromConfiguration<CircuitActivities, DependencyPlan>(
    'read the configuration',
    (activities) => activities.planDependency(input),
  );
}

export const { announceTransitions } = proxyActivities<CircuitActivities>({
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumAttempts: 3 },
  summary: 'notify operators',
});

export const { limitQueue } = proxyActivities<CircuitActivities>({
  startToCloseTimeout: '5 seconds',
  scheduleToCloseTimeout: '20 seconds',
  retry: { initialInterval: '500 milliseconds', maximumAttempts: 4 },
  summary: 'limit a queue',
});
