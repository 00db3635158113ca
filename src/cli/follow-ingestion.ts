import { setTimeout as delay } from 'node:timers/promises';
import type { Ingestion } from '../client.js';
import type { IngestProgress } from '../contracts/ingest.js';
import { endingOf } from './exit-code.js';
import { liveLine } from './live-line.js';
import { columns, note, print } from './print.js';
import { progressLine, renderSummary } from './render/ingestion.js';
import { autoPaint, badge } from './render/paint.js';

const lookEveryMs = 500;

/** How watching a run ended. Detached: nothing was said, and the run goes on. Refused: what was asked for is wrong. */
export type FollowEnd = 'done' | 'failed' | 'refused' | 'detached';

/** Shows a run until it ends or the signal says to leave it alone, and then its summary or its failure. */
export async function followIngestion(
  source: string,
  ingestion: Ingestion,
  signal: AbortSignal,
): Promise<FollowEnd> {
  const line = liveLine();
  try {
    const done = await watch(ingestion, signal, (progress) => {
      line.show(
        progress ? progressLine(progress, columns(), autoPaint) : `${source} waiting for a worker`,
      );
    });
    line.clear();
    if (done === null) return 'detached';
    print(renderSummary(done, autoPaint));
    return 'done';
  } catch (error) {
    line.clear();
    const { exitCode, message } = endingOf(error);
    note(`${badge(autoPaint, 'bad', 'failed')} ${source}: ${message}`);
    return exitCode === 2 ? 'refused' : 'failed';
  }
}

/** The result of the run, or null when the signal came first. Progress is null when no worker tells it. */
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
    const looked = ingestion.progress().then(
      (progress) => ({ kind: 'progress', progress }) as const,
      () => ({ kind: 'progress', progress: null }) as const,
    );
    const seen = await Promise.race([ended, aborted, looked]);
    // A call under way when the connection is closed would be tried again on it, and bring us down.
    if (seen.kind !== 'progress') await looked;
    if (seen.kind === 'done') return seen.value;
    if (seen.kind === 'failed') throw seen.error;
    if (seen.kind === 'detached') return null;
    misses = seen.progress ? 0 : misses + 1;
    // A run that has just ended tells no progress either.
    if (misses !== 1) show(seen.progress);
    await Promise.race([ended, aborted, delay(lookEveryMs)]);
  }
}
