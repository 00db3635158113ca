import {
  ParentClosePolicy,
  WorkflowIdReusePolicy,
  defineQuery,
  defineSignal,
  log,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setHandler,
  startChild,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { IngestInput, IngestProgress, ScanAgain } from '../contracts/ingest.js';
import { ingestMessages } from '../contracts/names.js';
import { batchesOf, inParallel, oneAtATime } from './ingestion/in-parallel.js';
import { ingestBatch, type Run } from './ingestion/ingest-batch.js';
import { HistoryTooLong, createWithParking } from './ingestion/with-parking.js';
import {
  recordScan,
  newRunState,
  progressOf,
  resumedState,
  type RunState,
} from './ingestion/run-state.js';
import { planIngest, scanActivities, writeActivities } from './ingestion/steps.js';
import { progressDetails } from './ingestion/progress-details.js';
import { publishStarted, publishFinished } from './ingestion/ui.js';
import type { embedSource } from './embed-source.js';
import type { sweepStale } from './sweep-stale.js';

const scanAgain = defineSignal<[unknown]>(ingestMessages.scanAgain);
const pause = defineSignal(ingestMessages.pause);
const resume = defineSignal(ingestMessages.resume);
const progress = defineQuery<IngestProgress>(ingestMessages.progress);

/**
 * Brings the index in line with one source and ends: scan, then stage, embed and commit in batches.
 * One run per source at a time, by its workflow id; a second start becomes "scan again".
 * Readers see every document in one version only, before, during and after.
 */
export async function ingestSource(
  asked: IngestInput,
  carried?: RunState,
): Promise<IngestProgress> {
  const { plan, input } = await planIngest(asked);
  // Anyone may start this workflow, but only its own run continues as new.
  const state =
    carried && workflowInfo().continuedFromExecutionRunId
      ? resumedState(carried, input, plan.collection)
      : newRunState(input, plan.collection, Date.now());
  const currentProgress = () => progressOf(state, input, Date.now());
  const publish = () => setCurrentDetails(progressDetails(currentProgress()));
  setHandler(progress, currentProgress);
  setHandler(scanAgain, (message) => {
    // Whoever sent another root was rejected by the client: it must not change this run.
    if (!isScanAgain(message) || message.root !== input.root) {
      log.warn('Ignored a scanAgain signal that is not for this root');
      return;
    }
    state.scanAgain = true;
    state.allowDeletes ||= message.allowDeletes;
  });
  setHandler(pause, () => {
    state.paused = true;
    publish();
  });
  setHandler(resume, () => {
    state.paused = false;
    state.parked = [];
  });

  const withParking = createWithParking(plan, state, publish);
  const { tenant, corpus, source: name, root } = input;
  const source = { tenant, corpus, source: name };
  const run: Run = { plan, source, root, state, withParking, commitInOrder: oneAtATime() };
  publishStarted(plan, input);
  try {
    await syncSource(run, input);
  } catch (error) {
    if (!(error instanceof HistoryTooLong)) throw error;
    await continueRunAsNew(input, state);
  }
  // Asked to at any time, even while finishing. As a new run, it meets the configuration of by then.
  if (state.scanAgain) await continueRunAsNew(input, state);

  const result = currentProgress();
  publishFinished(plan, result);
  return result;
}

function isScanAgain(message: unknown): message is ScanAgain {
  if (typeof message !== 'object' || message === null) return false;
  const { root, allowDeletes } = message as Readonly<Record<string, unknown>>;
  return typeof root === 'string' && typeof allowDeletes === 'boolean';
}

async function syncSource(run: Run, input: IngestInput): Promise<void> {
  const { plan, source, state, withParking } = run;
  const { collection } = plan;
  await withParking(() =>
    writeActivities(plan, 'prepare the index').prepareIndex({ source, collection }),
  );
  if (!state.scan || state.scanAgain) await scan(run, input);
  await ingestPending(run);
  if (!state.scanAgain) await finish(run);
}

/** Compares the root with the manifest and marks what is to be done there. */
async function scan({ plan, state, withParking }: Run, input: IngestInput): Promise<void> {
  const { allowDeletes } = state;
  state.scanAgain = false;
  state.allowDeletes = false;
  state.phase = 'scanning';
  const { collection } = plan;
  try {
    const found = await withParking(() =>
      scanActivities(plan, `scan ${input.root}`).scanSource({ ...input, allowDeletes, collection }),
    );
    recordScan(state, found);
  } catch (error) {
    // Left to the run that continues it.
    state.scanAgain = true;
    state.allowDeletes ||= allowDeletes;
    throw error;
  }
}

/** Works through everything pending, page by page, until the history is long: see HistoryTooLong. */
async function ingestPending(run: Run): Promise<void> {
  const { plan, source, state, withParking } = run;
  state.phase = 'ingesting';
  for (;;) {
    const page = await withParking(() =>
      writeActivities(plan, 'list pending documents').listPending({
        source,
        collection: plan.collection,
        limit: plan.pageSize,
      }),
    );
    if (page.length === 0) return;
    await inParallel(batchesOf(page, plan.batchSize), plan.batchesInFlight, async (batch) => {
      if (workflowInfo().continueAsNewSuggested) return;
      await ingestBatch(run, batch).catch(ignoreHistoryTooLong);
    });
    if (workflowInfo().continueAsNewSuggested) throw new HistoryTooLong();
  }
}

/** The other batches in flight come to their own end: none of them is cut off in what it is buying. */
function ignoreHistoryTooLong(error: unknown): void {
  if (!(error instanceof HistoryTooLong)) throw error;
}

function continueRunAsNew(input: IngestInput, state: RunState): Promise<never> {
  const { memo = {} } = workflowInfo();
  return makeContinueAsNewFunc<typeof ingestSource>({ memo })(input, state);
}

/** Records the run, lets readers switch to a completed index, and leaves the sweeping to a child. */
async function finish({ plan, source, state, withParking }: Run): Promise<void> {
  state.phase = 'finishing';
  const where = { source, collection: plan.collection };
  const { switched } = await withParking(() => writeActivities(plan, 'finish').finishSource(where));
  state.switched = switched;
  await startChild<typeof sweepStale>('sweepStale', {
    args: [{ ...source, collection: plan.collection }],
    workflowId: `${workflowInfo().workflowId}/sweep/${uuid4()}`,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    staticSummary: `Sweep stale passages of ${source.source}`,
  });
  if (plan.embedLater) {
    await startChild<typeof embedSource>('embedSource', {
      args: [{ ...source, collection: plan.collection }],
      workflowId: `${workflowInfo().workflowId}/embed`,
      // One is enough: it embeds whatever has no vector.
      workflowIdReusePolicy: WorkflowIdReusePolicy.TERMINATE_IF_RUNNING,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `Embed passages of ${source.source}`,
    });
  }
  state.phase = 'done';
}
