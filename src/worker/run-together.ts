import type { Worker } from '@temporalio/worker';

type Runnable = Pick<Worker, 'run' | 'shutdown' | 'getState'>;

/** Runs workers until they are shut down. When one fails, the others end as well; then throws its error. */
export async function runTogether(workers: readonly Runnable[]): Promise<void> {
  const running = workers.map((worker) => worker.run());
  try {
    await Promise.all(running);
  } finally {
    shutDown(workers);
    await Promise.allSettled(running);
  }
}

/** Lets those that run end. */
export function shutDown(workers: readonly Runnable[]): void {
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
}
