import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.js';
import type { ManagedProcess } from '../stack/managed-process.js';
import { messageOf } from './exit-code.js';
import { ingestionLog, startIngestionProcess } from './start-ingestion-process.js';

const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

export interface KeptIngestion {
  /** Idempotent. */
  stop(): Promise<void>;
}

interface Listeners {
  readonly onProgress: (text: string) => void;
  /** Called after each start. */
  readonly onStarted: (pid: number) => Promise<void>;
}

/**
 * Runs the ingestion worker in its own process and restarts it with back-off whenever it exits: a document
 * that exhausts its memory must not affect questions. Rejects when the first start fails.
 */
export async function keepIngesting(
  config: Config,
  { onProgress, onStarted }: Listeners,
): Promise<KeptIngestion> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: ManagedProcess | null = null;

  async function start(): Promise<ManagedProcess> {
    const started = await startIngestionProcess(config);
    running = started;
    await onStarted(started.pid).catch(async (error: unknown) => {
      await started.stop();
      throw error;
    });
    return started;
  }

  async function keep(first: ManagedProcess): Promise<void> {
    let ended = await first.exited;
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      running = null;
      if (signal.aborted) return;
      const when = `in ${waitMs / 1000} s`;
      onProgress(`The ingestion worker ${ended}; restarting ${when}. Log: ${ingestionLog(config)}`);
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        const again = await start();
        if (signal.aborted) await again.stop();
        ended = await again.exited;
      } catch (error) {
        ended = `failed to start (${messageOf(error)})`;
      }
    }
  }

  const kept = keep(await start());
  return {
    async stop() {
      stopping.abort();
      await running?.stop();
      await kept;
    },
  };
}
