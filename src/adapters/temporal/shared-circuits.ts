import {
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type {
  DependencyInput,
  DependencyState,
  DependencyView,
  Operation,
  ProbeRequest,
  RatePin,
} from '../../contracts/circuit.js';
import { circuitBreakerId, circuitMessages, probeDenied, queues } from '../../contracts/names.js';
import type { SharedCircuits } from '../../ports/shared-circuits.js';

const entityType = 'circuitBreaker';

/**
 * The board as entity workflows: one for each dependency, started by the first who has something to
 * tell. Reading is reading its memo, which costs no history and needs no worker.
 */
export function createTemporalSharedCircuits(client: Client): SharedCircuits {
  const handleOf = (dependency: string) => client.workflow.getHandle(circuitBreakerId(dependency));
  const within = <T>(signal: AbortSignal, work: () => Promise<T>) =>
    client.withAbortSignal(signal, work);

  return {
    view: (dependency, signal) => within(signal, () => readView(client, dependency)),

    async report(dependency, report, signal) {
      await within(signal, () =>
        client.workflow.signalWithStart(entityType, {
          ...startOptions(dependency),
          signal: circuitMessages.report,
          signalArgs: [report],
        }),
      );
    },

    acquireProbe: (dependency, request, signal) =>
      within(signal, async () => {
        try {
          await handleOf(dependency).executeUpdate<void, [ProbeRequest]>(
            circuitMessages.acquireProbe,
            { args: [request] },
          );
          return true;
        } catch (error) {
          if (isDenial(error)) return false;
          throw error;
        }
      }),

    async settleProbe(dependency, result, signal) {
      await within(signal, () => handleOf(dependency).signal(circuitMessages.settleProbe, result));
    },
  };
}

/** The published state; null while there is no entity, or none any more. */
export async function readView(client: Client, dependency: string): Promise<DependencyView | null> {
  try {
    const { memo, status } = await client.workflow
      .getHandle(circuitBreakerId(dependency))
      .describe();
    const view = memo?.[circuitMessages.memo] as DependencyView | undefined;
    return status.name === 'RUNNING' ? (view ?? null) : null;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/**
 * The same as it stands at this moment, with what is counted of healthy circuits; as it was last
 * published where no worker answers within this time.
 */
export async function readState(
  client: Client,
  dependency: string,
  { now, answerMs }: { readonly now: number; readonly answerMs: number },
): Promise<DependencyView | null> {
  const published = await readView(client, dependency);
  if (published === null) return null;
  try {
    const state = await client.withAbortSignal(AbortSignal.timeout(answerMs), () =>
      client.workflow
        .getHandle(circuitBreakerId(dependency))
        .query<DependencyState, [number]>(circuitMessages.state, now),
    );
    return { ...published, ...state };
  } catch {
    return published;
  }
}

/** An operator's command; starts the entity where there is none. Returns what is in force then. */
export function operateCircuits(
  client: Client,
  dependency: string,
  operation: Operation,
): Promise<DependencyView> {
  return updateWithStart(client, dependency, circuitMessages.operate, operation);
}

/** An operator's rate for a queue of the dependency; null gives it back to the controller. */
export function pinRate(client: Client, dependency: string, pin: RatePin): Promise<DependencyView> {
  return updateWithStart(client, dependency, circuitMessages.pinRate, pin);
}

/** Has a running entity read the configuration anew; one that does not run will anyway. */
export async function reloadPlan(client: Client, dependency: string): Promise<void> {
  try {
    await client.workflow
      .getHandle(circuitBreakerId(dependency))
      .signal(circuitMessages.reloadPlan);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

function updateWithStart<T>(
  client: Client,
  dependency: string,
  update: string,
  argument: T,
): Promise<DependencyView> {
  const startWorkflowOperation = new WithStartWorkflowOperation(entityType, {
    ...startOptions(dependency),
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  const args: [T] = [argument];
  return client.workflow.executeUpdateWithStart(update, { args, startWorkflowOperation });
}

function startOptions(dependency: string) {
  const input: DependencyInput = { dependency };
  return {
    workflowId: circuitBreakerId(dependency),
    taskQueue: queues.entities,
    args: [input] as [DependencyInput],
    staticSummary: `Circuits of ${dependency}`,
  };
}

function isDenial(error: unknown): boolean {
  if (!(error instanceof WorkflowUpdateFailedError)) return false;
  return error.cause instanceof ApplicationFailure && error.cause.type === probeDenied;
}
