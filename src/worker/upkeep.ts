import { setTimeout as sleep } from 'node:timers/promises';
import { Runtime } from '@temporalio/worker';
import { safeWords, tellResourceFailure, type Observers } from '../activities/tell-failure.js';
import { classify } from '../core/classify.js';
import { PortError } from '../ports/port-error.js';

/** Something a worker looks after besides taking tasks. */
export interface Chore {
  /** Completes "… fails, will go on trying". */
  readonly name: string;
  readonly everyMs: number;
  /** Done with after it worked. */
  readonly once?: boolean;
  run(signal: AbortSignal): Promise<void>;
}

/** What a worker does besides taking tasks. Stops at once when told to. */
export interface Upkeep {
  stop(): Promise<void>;
}

/**
 * Does every chore by itself, again and again. Failures are expected while services are down: they
 * are told once, when they begin, and tried again. Where this machine gives out, people are told.
 */
export function startUpkeep(chores: readonly Chore[], observers: Observers): Upkeep {
  const stopping = new AbortController();
  const ended = Promise.all(chores.map((chore) => lookAfter(chore, observers, stopping.signal)));
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

async function lookAfter(chore: Chore, observers: Observers, signal: AbortSignal): Promise<void> {
  const { name, everyMs, once } = chore;
  let failing = false;
  while (!signal.aborted) {
    try {
      await chore.run(signal);
      if (once) return;
      failing = false;
    } catch (error) {
      if (!failing && !signal.aborted) {
        Runtime.instance().logger.warn(`${name} fails, will go on trying: ${safeWords(error)}`);
      }
      failing = true;
      const { reason } = classify(error, { nowMs: 0 });
      const dependency = error instanceof PortError ? error.dependency : 'worker';
      tellResourceFailure({ dependency, reason }, `${name} fails: ${safeWords(error)}`, observers);
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
