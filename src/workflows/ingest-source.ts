import {
  ParentClosePolicy,
  defineQuery,
  defineSignal,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setHandler,
  startChild,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { IngestPlan } from '../contracts/activities.js';
import type { IngestInput, IngestProgress, ScanCounts } from '../contracts/ingest.js';
import { ingestMessages, searchAttributes } from '../contracts/names.js';
import { batchesOf, inParallel, oneAtATime } from './ingestion/in-parallel.js';
import { ingestBatch, type Run } from './ingestion/ingest-batch.js';
import { persistence } from './ingestion/persist.js';
import { newRunState, progressOf, type RunState } from './ingestion/run-state.js';
import { planIngest, scanActivities, writeActivities } from './ingestion/steps.js';
import { progressDetails } from './ingestion/progress-details.js';
import type { sweepStale } from './sweep-stale.js';

const scanAgain = defineSignal<[{ readonly allowDeletes: boolean }]>(ingestMessages.scanAgain);
const pause = defineSignal(ingestMessages.pause);
const resume = defineSignal(ingestMessages.resume);
const progress = defineQuery<IngestProgress>(ingestMessages.progress);

/**
 * Brings the index in line with one source and ends: scan, then stage, embed and commit in batches.
 * One run per source at a time, by its workflow id; a second start becomes "scan again".
 * Readers see every document in one version only, before, during and after.
 */
export async function ingestSource(
  input: IngestInput,
  carried?: RunState,
): Promise<IngestProgress> {
  const state = carried ?? newRunState(input, Date.now());
  const plan = await planIngest();
  const currentProgress = () => progressOf(state, input, plan.collection, Date.now());
  setHandler(progress, currentProgress);
  setHandler(scanAgain, ({ allowDeletes }) => {
    state.scanAgain = true;
    state.allowDeletes = allowDeletes;
  });
  setHandler(pause, () => void (state.paused = true));
  setHandler(resume, () => {
    state.paused = false;
    state.parked = null;
  });

  const persist = persistence(state);
  const { tenant, corpus, source: name, root } = input;
  const source = { tenant, corpus, source: name };
  const run: Run = { plan, source, root, state, persist, commitInTurn: oneAtATime() };
  tellBeginning(plan, input);
  await persist(() =>
    writeActivities(plan, 'prepare the index').prepareIndex({
      source,
      collection: plan.collection,
    }),
  );

  do {
    if (!state.scan || state.scanAgain) await scan(run, input);
    await ingestPending(run, () => setCurrentDetails(progressDetails(currentProgress())), input);
  } while (state.scanAgain);

  await finish(run);
  const result = currentProgress();
  setCurrentDetails(progressDetails(result));
  upsertMemo({ outcome: 'done', quarantined: result.quarantinedCount, root });
  return result;
}

/** Compares the root with the manifest and marks what is to be done there. */
async function scan({ plan, state, persist }: Run, input: IngestInput): Promise<void> {
  state.scanAgain = false;
  state.phase = 'scanning';
  const { lastCommit, ...counts } = await persist(() =>
    scanActivities(plan, `scan ${input.root}`).scanSource({
      ...input,
      allowDeletes: state.allowDeletes,
      collection: plan.collection,
    }),
  );
  state.scan = addScans(state.scan, counts);
  state.commit = Math.max(state.commit, lastCommit);
}

/** A later scan of the same run adds to what an earlier one found; unchanged is as it is now. */
function addScans(earlier: ScanCounts | null, later: ScanCounts): ScanCounts {
  return {
    new: (earlier?.new ?? 0) + later.new,
    changed: (earlier?.changed ?? 0) + later.changed,
    unchanged: later.unchanged,
    gone: (earlier?.gone ?? 0) + later.gone,
  };
}

/** Works through everything pending, page by page; continues as new before the history is long. */
async function ingestPending(run: Run, tell: () => void, input: IngestInput): Promise<void> {
  const { plan, source, state, persist } = run;
  state.phase = 'ingesting';
  for (;;) {
    const page = await persist(() =>
      writeActivities(plan, 'list pending documents').listPending({
        source,
        collection: plan.collection,
        limit: plan.pageSize,
      }),
    );
    if (page.length === 0) return;
    await inParallel(batchesOf(page, plan.batchSize), plan.batchesInFlight, async (batch) => {
      await ingestBatch(run, batch);
      tell();
    });
    if (workflowInfo().continueAsNewSuggested) {
      await makeContinueAsNewFunc<typeof ingestSource>({
        memo: workflowInfo().memo ?? {},
      })(input, state);
    }
  }
}

/** Records the run, lets readers switch to a completed index, and leaves the sweeping to a child. */
async function finish({ plan, source, root, state, persist }: Run): Promise<void> {
  state.phase = 'finishing';
  const where = { source, collection: plan.collection };
  const { switched } = await persist(() =>
    writeActivities(plan, 'finish').finishSource({ ...where, root, commit: state.commit }),
  );
  state.switched = switched;
  await startChild<typeof sweepStale>('sweepStale', {
    args: [{ source, plan }],
    workflowId: `${workflowInfo().workflowId}/sweep/${workflowInfo().runId}`,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    staticSummary: `Sweep stale passages of ${source.source}`,
  });
  state.phase = 'done';
}

function tellBeginning(plan: IngestPlan, { tenant, source }: IngestInput): void {
  if (!plan.searchAttributes) return;
  upsertSearchAttributes([
    { key: defineSearchAttributeKey(searchAttributes.tenant, 'KEYWORD'), value: tenant },
    { key: defineSearchAttributeKey(searchAttributes.source, 'KEYWORD'), value: source },
  ]);
}
