import type { Client } from '@temporalio/client';
import {
  operateCircuits,
  pinRate,
  readCircuits,
  readJam,
} from '../adapters/temporal/shared-circuits.js';
import { createTemporalQueueLimits } from '../adapters/temporal/queue-limits.js';
import type { DependencyView, Operation } from '../contracts/circuit.js';
import { queues } from '../contracts/names.js';
import type { QueueLimit } from '../ports/queue-limits.js';
import { listActions, type RecordedAction } from './audit.js';
import { BadInput } from './errors.js';
import { requireWorker } from './temporal.js';

/** Circuits of dependencies, limits of task queues, and who changed them. */
export interface Operator {
  /** Null for a dependency that never had a failure reported. Needs no worker. */
  circuits(dependency: string): Promise<DependencyView | null>;
  /** Attempts in vain of a circuit breaker workflow that makes no progress; null while it does. */
  jam(dependency: string): Promise<number | null>;
  /** Records the action, then applies it; returns the new state. */
  operate(dependency: string, operation: Operation): Promise<DependencyView>;
  /** Null where a queue has only its workers' limit. Needs no worker. */
  limit(queue: string): Promise<QueueLimit | null>;
  /** Records the action, then sets requests per second, 0 to pause; null returns to automatic control. */
  setLimit(dependency: string, queue: string, perSecond: number | null): Promise<DependencyView>;
  /** The newest actions of operators, newest first: at most 100. */
  audit(): Promise<readonly RecordedAction[]>;
}

const askWithinMs = 5_000;
const shortestHoldMs = 1_000;
const longestHoldMs = 30 * 86_400_000;
const mostActions = 100;

/** `record` leaves a trace of each change before it is made. */
export function createOperator(
  client: Client,
  record: (action: string) => Promise<void>,
): Operator {
  const limits = createTemporalQueueLimits(client, 'holdfast operator');
  const within = <T>(work: () => Promise<T>) =>
    client.withAbortSignal(AbortSignal.timeout(askWithinMs), work);

  return {
    circuits: (dependency) => within(() => readCircuits(client, dependency)),
    jam: (dependency) => within(() => readJam(client, dependency)),
    async operate(dependency, operation) {
      const { forMs } = operation;
      if (forMs !== undefined && !(forMs >= shortestHoldMs && forMs <= longestHoldMs)) {
        throw new BadInput(
          'A hold must last from 1 second to 30 days; leave the duration out to hold until "auto"',
        );
      }
      await requireWorker(client, queues.entities);
      await record(describe(dependency, operation));
      return within(() => operateCircuits(client, dependency, operation));
    },
    limit: (queue) => limits.read(queue, AbortSignal.timeout(askWithinMs)),
    async setLimit(dependency, queue, perSecond) {
      if (perSecond !== null && !(perSecond >= 0 && Number.isFinite(perSecond))) {
        throw new BadInput('The rate must be 0 or more requests per second');
      }
      await requireWorker(client, queues.entities);
      await record(`set the limit of ${queue} to ${perSecond ?? 'automatic'}`);
      return within(() => pinRate(client, dependency, { queue, perSecond }));
    },
    audit: () => listActions(client, mostActions),
  };
}

function describe(dependency: string, { verb, name = dependency, forMs }: Operation): string {
  const duration = forMs === undefined ? '' : ` for ${Math.round(forMs / 1000)} s`;
  return `${verb} circuit ${name}${duration}`;
}
