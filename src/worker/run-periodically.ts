import { setTimeout as sleep } from 'node:timers/promises';
import { Runtime } from '@temporalio/worker';
import { safeWords, reportResourceFailure, type Observers } from '../activities/report-failure.js';
import { classify } from '../core/classify.js';
import { PortError } from '../ports/port-error.js';

/** Work that a worker repeats beside its Temporal tasks. */
export interface BackgroundTask {
  /** Completes "… failed; will retry". */
  readonly name: string;
  readonly everyMs: number;
  /** Run until it succeeds once. */
  readonly once?: boolean;
  run(signal: AbortSignal): Promise<void>;
}

export interface BackgroundTasks {
  /** Aborts what is running and waits for it to end. */
  stop(): Promise<void>;
}

/**
 * Repeats every task on its own schedule. Failures are expected while services are down: the first of
 * a series is logged, and the task is retried. Exhausted local resources, such as a full disk, alert.
 */
export function runPeriodically(
  tasks: readonly BackgroundTask[],
  observers: Observers,
): BackgroundTasks {
  const stopping = new AbortController();
  const ended = Promise.all(tasks.map((task) => repeat(task, observers, stopping.signal)));
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

async function repeat(
  task: BackgroundTask,
  observers: Observers,
  signal: AbortSignal,
): Promise<void> {
  const { name, everyMs, once } = task;
  let failing = false;
  while (!signal.aborted) {
    try {
      await task.run(signal);
      if (once) return;
      failing = false;
    } catch (error) {
      if (!failing && !signal.aborted) {
        Runtime.instance().logger.warn(`${name} failed; will retry: ${safeWords(error)}`);
      }
      failing = true;
      const { reason } = classify(error, { nowMs: 0 });
      const dependency = error instanceof PortError ? error.dependency : 'worker';
      reportResourceFailure(
        { dependency, reason },
        `${name} failed: ${safeWords(error)}`,
        observers,
      );
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
