import { commitDocuments } from '../../src/activities/commit-documents.js';
import { finishSource } from '../../src/activities/finish-source.js';
import type { IngestingPorts } from '../../src/activities/ingesting-ports.js';
import { prepareIndex } from '../../src/activities/prepare-index.js';
import { compareSource, markPending, readKnown } from '../../src/activities/scan-source.js';
import { stageDocuments } from '../../src/activities/stage-documents.js';
import { inParallel } from '../harness/in-parallel.js';

const never = new AbortController().signal;

/**
 * All that an ingestion does, in the same batches, without Temporal: what a program would take that
 * has to begin again after a crash. Returns how many documents there were.
 */
export async function ingestDirectly(
  ports: IngestingPorts,
  { source, root }: { readonly source: string; readonly root: string },
  batchesInFlight: number,
): Promise<number> {
  const { collection, pageSize, batchSize } = ports.plan;
  const input = { tenant: 'default', corpus: 'default', source, root, allowDeletes: false };
  const where = { source: input, collection };
  await prepareIndex(ports, collection, never);
  const known = await readKnown(ports.manifest, { ...input, collection }, never);
  const scan = await compareSource(ports, { ...input, collection }, known, never);
  await markPending(ports, { ...input, collection }, known, scan.changes, never);

  let commit = 0;
  let turn: Promise<unknown> = Promise.resolve();
  for (;;) {
    const page = await ports.manifest.pending(collection, input, pageSize, never);
    if (page.length === 0) break;
    await inParallel(Math.ceil(page.length / batchSize), batchesInFlight, async (batch) => {
      const documents = page
        .slice(batch * batchSize, (batch + 1) * batchSize)
        .map(({ document }) => document);
      const { staged } = await stageDocuments(ports, { ...where, root, documents }, never);
      const committing = turn.then(() =>
        commitDocuments(
          ports,
          { ...where, documents: staged, commit: ++commit, embedded: true },
          never,
        ),
      );
      turn = committing;
      await committing;
    });
  }
  await finishSource(ports, where, never);
  return scan.changes.length;
}
