import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { Runtime } from '@temporalio/worker';
import { rebuildOutdatedIndex, type RebuildPorts } from './rebuild-index.js';

/** The standby is looked after this often; when nothing was committed that is one cheap request. */
const intervalMs = 2_000;

export interface UpkeepPorts extends RebuildPorts {
  /** Brings the standby up to date with what was committed since. */
  syncStandby(signal: AbortSignal): Promise<void>;
}

/** What a worker does besides taking tasks. Stops at once when told to. */
export interface Upkeep {
  stop(): Promise<void>;
}

/**
 * Keeps the standby up to date and, once after the start, begins to rebuild an index that the
 * configuration has outgrown. Failures are expected while services are down: they are told once, when
 * they begin, and tried again.
 */
export function startUpkeep(client: Client, ports: UpkeepPorts): Upkeep {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { logger } = Runtime.instance();

  async function loop(): Promise<void> {
    let rebuildChecked = false;
    let failing = false;
    while (!signal.aborted) {
      try {
        await ports.syncStandby(signal);
        if (!rebuildChecked) await rebuildOutdatedIndex(client, ports, signal);
        rebuildChecked = true;
        failing = false;
      } catch (error) {
        if (!failing && !signal.aborted) {
          logger.warn(`Upkeep fails, will go on trying: ${messageOf(error)}`);
        }
        failing = true;
      }
      await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  const ended = loop();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
