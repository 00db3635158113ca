import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import type {
  IngestInput,
  IngestPreview,
  IngestProgress,
  ScanAgain,
  SourceRef,
} from '../contracts/ingest.js';
import { ingestMessages, queues } from '../contracts/names.js';
import { BadInput } from './errors.js';
import { priorityOf } from './priority.js';
import { resultOf, resultOncePickedUp } from './results.js';

/** A running or finished ingestion of one source. */
export interface Ingestion {
  readonly workflowId: string;
  readonly runId: string;
  /** Rejects within seconds when no live worker answers. */
  progress(): Promise<IngestProgress>;
  /**
   * Resolves with the summary when the run is done; rejects when it failed or was cancelled, with
   * BadInput for an unreadable root, another root or too many missing documents. Aborting the signal
   * stops the waiting, not the run.
   */
  result(signal?: AbortSignal): Promise<IngestProgress>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Throws WorkflowNotFoundError when the run has ended, like `pause` and `resume`. */
  cancel(): Promise<void>;
}

/** A query needs a worker and waits no longer than this. */
const queryDeadlineMs = 2_000;

function ingestionId({ tenant, corpus, source }: SourceRef): string {
  return `ingest/${tenant}/${corpus}/${source}`;
}

/** Starts an ingestion; a running one of the same source scans again instead. */
export async function startIngestion(client: Client, input: IngestInput): Promise<Ingestion> {
  const workflowId = ingestionId(input);
  const { root, allowDeletes } = input;
  const again: ScanAgain = { root, allowDeletes };
  const started = await client.workflow.signalWithStart('ingestSource', {
    workflowId,
    taskQueue: queues.ingest,
    args: [input],
    signal: ingestMessages.scanAgain,
    signalArgs: [again],
    memo: { root },
    priority: priorityOf('ingestion', input.tenant),
    staticSummary: `Ingest ${input.source} (${input.tenant}/${input.corpus})`,
    staticDetails: `Documents under \`${root}\``,
  });
  await requireSameRun(client.workflow.getHandle(workflowId, started.signaledRunId), input);
  return ingestionOf(client, workflowId, started.signaledRunId);
}

/** The newest ingestion of a source. */
export async function findIngestion(client: Client, source: SourceRef): Promise<Ingestion> {
  const workflowId = ingestionId(source);
  const { runId } = await client.workflow.getHandle(workflowId).describe();
  return ingestionOf(client, workflowId, runId);
}

/** What an ingestion would do and cost; writes nothing. Throws BadInput where an ingestion would. */
export async function previewIngestion(client: Client, input: IngestInput): Promise<IngestPreview> {
  const handle = await client.workflow.start('previewSource', {
    workflowId: `preview/${input.tenant}/${input.corpus}/${input.source}/${Date.now()}`,
    taskQueue: queues.ingest,
    args: [input],
    staticSummary: `Preview ${input.source} (${input.tenant}/${input.corpus})`,
  });
  return (await resultOf(resultOncePickedUp(handle))) as IngestPreview;
}

/** Removes a source with all its documents. Throws BadInput while it is being ingested. */
export async function removeSource(client: Client, source: SourceRef): Promise<void> {
  try {
    const handle = await client.workflow.start('removeSource', {
      workflowId: ingestionId(source),
      taskQueue: queues.ingest,
      args: [source],
      staticSummary: `Remove ${source.source} (${source.tenant}/${source.corpus})`,
    });
    await resultOncePickedUp(handle);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new BadInput(
      `Source "${source.source}" is being ingested: wait until it is done, or cancel it with "holdfast cancel"`,
      { cause: error },
    );
  }
}

/** Queries and signals go to the newest run of the source, since a long one continues as new. */
export function ingestionOf(client: Client, workflowId: string, runId: string): Ingestion {
  const newest = client.workflow.getHandle(workflowId);
  const started = client.workflow.getHandle(workflowId, runId);
  return {
    workflowId,
    runId,
    progress: () =>
      client.withDeadline(Date.now() + queryDeadlineMs, () =>
        newest.query<IngestProgress>(ingestMessages.progress),
      ),
    result(signal) {
      const wait = () => resultOf(started.result() as Promise<IngestProgress>);
      return signal === undefined ? wait() : client.withAbortSignal(signal, wait);
    },
    pause: () => newest.signal(ingestMessages.pause),
    resume: () => newest.signal(ingestMessages.resume),
    async cancel() {
      // Temporal accepts the cancellation of an ended run silently.
      const { status, runId: id } = await newest.describe();
      if (status.name !== 'RUNNING')
        throw new WorkflowNotFoundError('the run has ended', workflowId, id);
      await newest.cancel();
    },
  };
}

/** The id may belong to another root of the same name, or to the removal of the source. */
async function requireSameRun(
  handle: WorkflowHandle,
  { root, source }: IngestInput,
): Promise<void> {
  const { type, memo } = await handle.describe();
  if (type !== 'ingestSource')
    throw new BadInput(`Source "${source}" is being removed: try again later`);
  if (memo?.root !== root) {
    throw new BadInput(
      `Source "${source}" is being ingested from ${String(memo?.root)}; name this one differently with --source`,
    );
  }
}
