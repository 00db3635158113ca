import { setTimeout as sleep } from 'node:timers/promises';
import type { ManagedProcess } from './managed-process.js';

const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

export interface RestartListeners {
  readonly onProgress: (text: string) => void;
  /** After each restart: the process has another number. */
  readonly onRestarted: () => Promise<void>;
}

interface Restarts extends RestartListeners {
  /** What people call it: stands in messages. */
  readonly name: string;
  readonly logFile: string;
  readonly restart: () => Promise<ManagedProcess>;
}

/** A process that is restarted whenever it ends by itself. */
export interface KeptProcess {
  /** Of the latest. */
  readonly pid: number;
  /** Idempotent. */
  stop(): Promise<void>;
}

/** Restarts a process whenever it ends by itself, after pauses that grow to a minute, and says so. */
export function keepRunning(
  first: ManagedProcess,
  { name, logFile, restart, onProgress, onRestarted }: Restarts,
): KeptProcess {
  const stopping = new AbortController();
  const { signal } = stopping;
  let latest = first;

  async function keep(): Promise<void> {
    let ended = await first.exited;
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      if (signal.aborted) return;
      onProgress(`${name} ${ended}; restarting in ${waitMs / 1000} s. Log: ${logFile}`);
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        latest = await restart();
        if (signal.aborted) await latest.stop();
        else await onRestarted();
        ended = await latest.exited;
      } catch (error) {
        await latest.stop();
        ended = `failed to start (${error instanceof Error ? error.message : String(error)})`;
      }
    }
  }

  const kept = keep();
  return {
    get pid() {
      return latest.pid;
    },
    async stop() {
      stopping.abort();
      await latest.stop();
      await kept;
    },
  };
}
