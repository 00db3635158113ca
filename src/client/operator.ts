import type { Client } from '@temporalio/client';
import { operateCircuits, pinRate, readCircuits } from '../adapters/temporal/shared-circuits.js';
import { createTemporalQueueLimits } from '../adapters/temporal/queue-limits.js';
import type { DependencyView, Operation } from '../contracts/circuit.js';
import { queues } from '../contracts/names.js';
import type { QueueLimit } from '../ports/queue-limits.js';
import { BadInput } from './errors.js';
import { requireWorker } from './temporal.js';

/** What operators see and do: the circuits of dependencies, and the limits of task queues. */
export interface Operator {
  /** Null for a dependency that never had a failure reported. Needs no worker. */
  circuits(dependency: string): Promise<DependencyView | null>;
  /** Returns the state after it. Starts the circuit breaker workflow of the dependency if needed. */
  operate(dependency: string, operation: Operation): Promise<DependencyView>;
  /** Null where a queue has only its workers' limit. Needs no worker. */
  limit(queue: string): Promise<QueueLimit | null>;
  /** Requests per second, 0 to pause; null returns the queue to adaptive control. */
  setLimit(dependency: string, queue: string, perSecond: number | null): Promise<DependencyView>;
}

const askWithinMs = 5_000;
const shortestHoldMs = 1_000;
const longestHoldMs = 30 * 86_400_000;

export function createOperator(client: Client): Operator {
  const limits = createTemporalQueueLimits(client, 'holdfast operator');
  const within = <T>(work: () => Promise<T>) =>
    client.withAbortSignal(AbortSignal.timeout(askWithinMs), work);

  return {
    circuits: (dependency) => within(() => readCircuits(client, dependency)),
    async operate(dependency, operation) {
      const { forMs } = operation;
      if (forMs !== undefined && !(forMs >= shortestHoldMs && forMs <= longestHoldMs)) {
        throw new BadInput(
          'A hold must last from a second to 30 days; without an end, until "auto"',
        );
      }
      await requireWorker(client, queues.entities);
      return within(() => operateCircuits(client, dependency, operation));
    },
    limit: (queue) => limits.read(queue, AbortSignal.timeout(askWithinMs)),
    async setLimit(dependency, queue, perSecond) {
      if (perSecond !== null && !(perSecond >= 0 && Number.isFinite(perSecond))) {
        throw new BadInput('The rate must be a number of at least 0, requests per second');
      }
      await requireWorker(client, queues.entities);
      return within(() => pinRate(client, dependency, { queue, perSecond }));
    },
  };
}
