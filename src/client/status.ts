import type {
  Client,
  WorkflowExecutionDescription,
  WorkflowExecutionInfo,
} from '@temporalio/client';
import type { IngestProgress } from '../contracts/ingest.js';
import { ingestMessages } from '../contracts/names.js';
import { BadInput } from './errors.js';

/** One run as `holdfast status` shows it. */
export interface RunStatus {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  /** Temporal's word for it: RUNNING, COMPLETED, FAILED … */
  readonly state: string;
  readonly startedAt: string;
  readonly closedAt?: string;
  /** What the run left in its memo: outcome, source, degradations. */
  readonly memo: Readonly<Record<string, unknown>>;
  /** For a running ingestion whose worker answers. */
  readonly progress?: IngestProgress;
}

/** A query needs a live worker and would wait for one: not longer than this. */
const queryDeadlineMs = 2_000;
const mostRuns = 20;
const shownTypes = ['answerQuestion', 'ingestSource', 'removeSource'];

type Run = WorkflowExecutionInfo | WorkflowExecutionDescription;

/** One run by its id, or the newest questions and ingestions of a tenant. */
export async function readStatus(
  client: Client,
  tenant: string,
  workflowId?: string,
): Promise<readonly RunStatus[]> {
  if (workflowId !== undefined) return [await statusOf(client, await describe(client, workflowId))];
  const types = shownTypes.map((type) => `'${type}'`).join(', ');
  const runs: RunStatus[] = [];
  for await (const run of client.workflow.list({ query: `WorkflowType IN (${types})` })) {
    if (run.workflowId.split('/')[1] !== tenant) continue;
    runs.push(await statusOf(client, run));
    if (runs.length === mostRuns) break;
  }
  return runs;
}

async function describe(client: Client, workflowId: string): Promise<WorkflowExecutionDescription> {
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    throw new BadInput(`There is no run "${workflowId}": "holdfast status" lists the newest`, {
      cause: error,
    });
  }
}

async function statusOf(client: Client, run: Run): Promise<RunStatus> {
  const { workflowId, runId, type, status, startTime, closeTime, memo } = run;
  const running = type === 'ingestSource' && status.name === 'RUNNING';
  const progress = running ? await progressOf(client, workflowId) : undefined;
  return {
    workflowId,
    runId,
    type,
    state: status.name,
    startedAt: startTime.toISOString(),
    ...(closeTime ? { closedAt: closeTime.toISOString() } : {}),
    memo: memo ?? {},
    ...(progress ? { progress } : {}),
  };
}

async function progressOf(client: Client, workflowId: string): Promise<IngestProgress | undefined> {
  try {
    return await client.withDeadline(Date.now() + queryDeadlineMs, () =>
      client.workflow.getHandle(workflowId).query<IngestProgress>(ingestMessages.progress),
    );
  } catch {
    return undefined;
  }
}
