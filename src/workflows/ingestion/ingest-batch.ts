import { isCancellation } from '@temporalio/workflow';
import type { IngestPlan, PendingDocument } from '../../contracts/activities.js';
import type { SourceRef } from '../../contracts/ingest.js';
import { metrics } from '../../contracts/metrics.js';
import { record } from '../record.js';
import { recordQuarantined, recordUsage, type RunState } from './run-state.js';
import { embeddingActivities, writeActivities } from './steps.js';
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
   * Commits one at a time and in the order of their numbers: whoever copies "all after commit n"
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
    }),
  );
  recordQuarantined(state, quarantined);
  record(metrics.ingestedDocuments, quarantined.length, { change: 'quarantined' });
  if (staged.length === 0) return;
  let findable = !plan.lexicalWhileParked;
  await embed(run, staged, async () => {
    if (findable) return;
    findable = true;
    await commit(run, staged, false);
  });
  const passages = await commit(run, staged, true);
  state.passages += passages;
  state.finished += staged.length;
  record(metrics.ingestedPassages, passages, {});
  record(metrics.ingestedDocuments, staged.length, { change: 'committed' });
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

/**
 * One vendor request per activity, until every staged passage has its vector. Each goes to the second
 * endpoint where the first one fails: behind an open circuit that is at once.
 */
async function embed(
  run: Run,
  documents: readonly string[],
  whileParked: () => Promise<void>,
): Promise<void> {
  const { plan, source, state, withParking } = run;
  const { embed: first, embedFallback: second } = plan;
  if (!first) return;
  const input = { source, collection: plan.collection, documents };
  const buy = async () => {
    try {
      return await embeddingActivities(plan, first).embedPassages(input);
    } catch (error) {
      if (!second || isCancellation(error)) throw error;
      return embeddingActivities(plan, second).embedPassages({ ...input, fallback: true });
    }
  };
  for (let remaining = 1; remaining > 0;) {
    const embedded = await withParking(buy, whileParked);
    recordUsage(state, embedded.usage);
    remaining = embedded.remaining;
  }
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
