import type { IngestPlan, PendingDocument } from '../../contracts/ingest-activities.js';
import type { Quarantined, SourceRef } from '../../contracts/ingest.js';
import { metrics } from '../../contracts/metrics.js';
import { record } from '../record.js';
import { embedDocuments } from './embed-documents.js';
import { recordQuarantined, type RunState } from './run-state.js';
import { writeActivities } from './steps.js';
import type { WithParking } from './with-parking.js';

/** What the batches of one run share. */
export interface Run {
  readonly plan: IngestPlan;
  readonly source: SourceRef;
  readonly root: string;
  readonly state: RunState;
  /** Runs a step until it succeeds: parks through outages, waits while paused. */
  readonly withParking: WithParking;
  /**
   * Commits one at a time and in the order of their numbers: a reader that copies "all after commit n"
   * must never find an older number appearing later.
   */
  readonly commitInOrder: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Takes some documents from pending to searchable, or away. */
export async function ingestBatch(run: Run, batch: readonly PendingDocument[]): Promise<void> {
  const written = batch.filter(({ change }) => change === 'write');
  const gone = batch.filter(({ change }) => change === 'delete');
  if (written.length > 0)
    await write(
      run,
      written.map(({ document }) => document),
    );
  if (gone.length > 0)
    await remove(
      run,
      gone.map(({ document }) => document),
    );
}

async function write(run: Run, documents: readonly string[]): Promise<void> {
  const { plan, source, root, state, withParking } = run;
  const where = { source, collection: plan.collection };
  const { staged, quarantined } = await withParking(() =>
    writeActivities(plan, `stage ${documents.length} documents`).stageDocuments({
      ...where,
      root,
      documents,
      ...(state.copyFrom !== undefined && { copyFrom: state.copyFrom }),
    }),
  );
  quarantine(run, quarantined);
  if (staged.length === 0) return;
  if (plan.embedLater) {
    await finish(run, staged);
    return;
  }
  // Documents can be found by their words while the embedder is away.
  let findable = false;
  const { embedded, quarantined: rejected } = await embedDocuments(run, staged, async () => {
    if (findable) return;
    findable = true;
    await commit(run, staged, false);
  });
  quarantine(run, rejected);
  if (embedded.length > 0) await finish(run, embedded);
}

async function finish(run: Run, documents: readonly string[]): Promise<void> {
  const passages = await commit(run, documents, true);
  run.state.passages += passages;
  run.state.finished += documents.length;
  record(metrics.ingestedPassages, passages, {});
  record(metrics.ingestedDocuments, documents.length, { change: 'committed' });
}

function quarantine({ state }: Run, documents: readonly Quarantined[]): void {
  recordQuarantined(state, documents);
  record(metrics.ingestedDocuments, documents.length, { change: 'quarantined' });
}

/** Resolves to the number of passages. */
async function commit(run: Run, documents: readonly string[], embedded: boolean): Promise<number> {
  const { plan, source, state, withParking, commitInOrder } = run;
  const { passages } = await commitInOrder(() => {
    const number = ++state.commit;
    const what = `${documents.length} documents${embedded ? '' : ' without vectors'}`;
    return withParking(() =>
      writeActivities(plan, `commit ${number}: ${what}`).commitDocuments({
        source,
        collection: plan.collection,
        documents,
        commit: number,
        embedded,
      }),
    );
  });
  return passages;
}

async function remove(run: Run, documents: readonly string[]): Promise<void> {
  const { plan, source, state, withParking, commitInOrder } = run;
  await commitInOrder(() => {
    const commit = ++state.commit;
    return withParking(() =>
      writeActivities(
        plan,
        `commit ${commit}: remove ${documents.length} documents`,
      ).deleteDocuments({ source, collection: plan.collection, documents, commit }),
    );
  });
  state.finished += documents.length;
  record(metrics.ingestedDocuments, documents.length, { change: 'deleted' });
}
