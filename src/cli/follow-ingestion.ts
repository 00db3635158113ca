import { setTimeout as delay } from 'node:timers/promises';
import type { Ingestion } from '../client.js';
import type { IngestProgress } from '../contracts/ingest.js';
import { endingOf } from './exit-code.js';
import { liveLine } from './live-line.js';
import { columns, forDisplay, note, print } from './print.js';
import { progressLine, renderSummary } from './render/ingestion.js';
import { autoPaint } from './render/paint.js';

const pollMs = 500;

/** How following a run ended. Detached: it keeps running. Invalid: the caller's input was wrong. */
export type FollowEnd = 'done' | 'failed' | 'invalid' | 'detached';

/** Shows the progress of a run until it ends or the signal aborts, then its summary or its failure. */
export async function followIngestion(
  source: string,
  ingestion: Ingestion,
  signal: AbortSignal,
): Promise<FollowEnd> {
  const line = liveLine();
  try {
    const done = await watch(ingestion, signal, (progress) => {
      line.show(
        progress
          ? progressLine(forDisplay(progress), columns(), autoPaint)
          : `${source} waiting for a worker`,
      );
    });
    line.clear();
    if (done === null) return 'detached';
    print(renderSummary(forDisplay(done), autoPaint));
    return 'done';
  } catch (error) {
    line.clear();
    const { exitCode, message } = endingOf(error);
    note(`[failed] ${source}: ${message}`);
    return exitCode === 2 ? 'invalid' : 'failed';
  }
}

/** The result of the run, or null when the signal aborts first. Progress is null while no worker answers. */
async function watch(
  ingestion: Ingestion,
  signal: AbortSignal,
  show: (progress: IngestProgress | null) => void,
): Promise<IngestProgress | null> {
  if (signal.aborted) return null;
  const ended = ingestion.result(signal).then(
    (value) => ({ kind: 'done', value }) as const,
    (error: unknown) => ({ kind: 'failed', error }) as const,
  );
  const aborted = new Promise<{ kind: 'detached' }>((resolve) => {
    signal.addEventListener('abort', () => resolve({ kind: 'detached' }), { once: true });
  });
  for (let misses = 0; ;) {
    const polled = ingestion.progress().then(
      (progress) => ({ kind: 'progress', progress }) as const,
      () => ({ kind: 'progress', progress: null }) as const,
    );
    const seen = await Promise.race([ended, aborted, polled]);
    // Closing the connection while this call is in flight would make it throw from a retry timer.
    if (seen.kind !== 'progress') await polled;
    if (seen.kind === 'done') return seen.value;
    if (seen.kind === 'failed') throw seen.error;
    if (seen.kind === 'detached') return null;
    misses = seen.progress ? 0 : misses + 1;
    // A run that has just ended does not answer queries either: one miss means nothing.
    if (misses !== 1) show(seen.progress);
    await Promise.race([ended, aborted, delay(pollMs)]);
  }
}
