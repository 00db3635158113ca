import { CancellationScope } from '@temporalio/workflow';

/**
 * Runs `work` over the items, at most `most` at a time. The first failure cancels the work under way,
 * waits for its end, and is thrown: no work continues after the run has failed.
 */
export async function inParallel<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const failures: unknown[] = [];
  const workers = new CancellationScope();
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        failures.push(error);
        waiting.length = 0;
        workers.cancel();
      }
    }
  };
  await workers.run(async () => {
    await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  });
  if (failures.length > 0) throw failures[0];
}

/** Lets one piece of work in at a time, in the order of asking. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const running = last.then(work, work);
    last = running.catch(() => undefined);
    return running;
  };
}

export function batchesOf<T>(items: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    batches.push(items.slice(start, start + size));
  }
  return batches;
}
