import {
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type {
  DependencyInput,
  DependencyView,
  Operation,
  ProbeRequest,
  RatePin,
} from '../../contracts/circuit.js';
import { circuitBreakerId, circuitMessages, probeDenied, queues } from '../../contracts/names.js';
import { readView } from '../../core/circuit/messages.js';
import type { SharedCircuits } from '../../ports/shared-circuits.js';

const workflowType = 'circuitBreaker';

/**
 * Shared circuits as workflows, one for each dependency, started by the first process that reports a
 * failure. Reading is reading a memo, which adds nothing to the history and needs no worker.
 */
export function createTemporalSharedCircuits(client: Client): SharedCircuits {
  const handleOf = (dependency: string) => client.workflow.getHandle(circuitBreakerId(dependency));
  const within = <T>(signal: AbortSignal, work: () => Promise<T>) =>
    client.withAbortSignal(signal, work);

  return {
    view: (dependency, signal) => within(signal, () => readCircuits(client, dependency)),

    async report(dependency, report, signal) {
      await within(signal, () =>
        client.workflow.signalWithStart(workflowType, {
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

/**
 * The published state; null while there is no such workflow. Throws where the memo is not one: callers
 * must not act on half of a state.
 */
export async function readCircuits(
  client: Client,
  dependency: string,
): Promise<DependencyView | null> {
  try {
    const handle = client.workflow.getHandle(circuitBreakerId(dependency));
    const { memo, status } = await handle.describe();
    if (status.name !== 'RUNNING') return null;
    const published = memo?.[circuitMessages.memo];
    return published === undefined ? null : readView(published);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** A task that was attempted this often fails for a reason of its own, not because a worker went away. */
const jammedAfterAttempts = 3;

/**
 * How often the workflow has attempted its present task in vain; null while it makes progress, or where
 * there is none. Needs no worker, and compares no clocks.
 */
export async function readJam(client: Client, dependency: string): Promise<number | null> {
  try {
    const { raw } = await client.workflow.getHandle(circuitBreakerId(dependency)).describe();
    const attempts = raw.pendingWorkflowTask?.attempt ?? 0;
    return attempts >= jammedAfterAttempts ? attempts : null;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Applies an operator's command and returns the state after it. Starts the workflow if needed. */
export function operateCircuits(
  client: Client,
  dependency: string,
  operation: Operation,
): Promise<DependencyView> {
  return updateWithStart(client, dependency, circuitMessages.operate, operation);
}

/** Sets an operator's rate for a queue of the dependency; null returns it to adaptive control. */
export function pinRate(client: Client, dependency: string, pin: RatePin): Promise<DependencyView> {
  return updateWithStart(client, dependency, circuitMessages.pinRate, pin);
}

/** Makes a running workflow read the configuration again. */
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
  const startWorkflowOperation = new WithStartWorkflowOperation(workflowType, {
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
    // After a flood of signals one task replays up to 10,000 of them, about a millisecond each.
    workflowTaskTimeout: '30 seconds',
    args: [input] as [DependencyInput],
    staticSummary: `Circuits of ${dependency}`,
  };
}

function isDenial(error: unknown): boolean {
  if (!(error instanceof WorkflowUpdateFailedError)) return false;
  return error.cause instanceof ApplicationFailure && error.cause.type === probeDenied;
}
