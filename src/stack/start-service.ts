import { setTimeout as delay } from 'node:timers/promises';
import { logTail, startProcess, type ManagedProcess, type ProcessSpec } from './managed-process.js';

export interface ServiceSpec<T> extends ProcessSpec {
  /** Asks the service whether it serves; throws while it does not. Bounded by itself. */
  readonly ask: (process: ManagedProcess) => Promise<T>;
}

/** A service that answered: its process, and what it answered. */
export interface StartedService<T> {
  readonly process: ManagedProcess;
  readonly answer: T;
}

const readyTimeoutMs = 120_000;
const askEveryMs = 50;

/**
 * Starts a service and waits until it answers. When it ends before that, or does not answer within
 * two minutes, nothing is left running and the error holds the end of its log.
 */
export async function startService<T>(spec: ServiceSpec<T>): Promise<StartedService<T>> {
  const process = await startProcess(spec);
  let ended: string | undefined;
  void process.exited.then((how) => (ended = how));
  const giveUpAt = Date.now() + readyTimeoutMs;
  let lastError: unknown;
  while (ended === undefined && Date.now() < giveUpAt) {
    try {
      const answer = await spec.ask(process);
      // Something else on the same port may have answered in its place.
      if (ended === undefined) return { process, answer };
    } catch (error) {
      lastError = error;
      await Promise.race([delay(askEveryMs), process.exited]);
    }
  }
  const what = ended ?? `did not answer within ${readyTimeoutMs / 1000} s`;
  await process.stop();
  const tail = await logTail(spec.logFile);
  throw new Error(`${spec.name} ${what}. Its log (${spec.logFile}) ends:\n${tail}`, {
    cause: lastError,
  });
}
