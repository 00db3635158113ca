import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { CircuitActivities } from '../../contracts/circuit.js';

/** Reads the configuration and calls no service, so it runs inside the workflow task. */
export const { planDependency } = proxyLocalActivities<CircuitActivities>({
  startToCloseTimeout: '2 seconds',
});

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
