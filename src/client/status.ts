import {
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionDescription,
  type WorkflowExecutionInfo,
} from '@temporalio/client';
import type { IngestProgress } from '../contracts/ingest.js';
import { BadInput } from './errors.js';
import { ingestionOf } from './ingestion.js';

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

const mostRuns = 20;
/** Types of the runs that are shown, and what their ids begin with, before the tenant. */
const shownTypes = ['answerQuestion', 'ingestSource', 'removeSource'];
const shownKinds = ['question', 'ingest'];

type Run = WorkflowExecutionInfo | WorkflowExecutionDescription;

/** One run by its id, or the newest questions and ingestions of a tenant. */
export async function readStatus(
  client: Client,
  tenant: string,
  workflowId?: string,
): Promise<readonly RunStatus[]> {
  if (workflowId !== undefined) {
    return [await statusOf(client, await describe(client, tenant, workflowId))];
  }
  // By id rather than by search attribute: also a run no worker has taken yet is its tenant's.
  const ofTenant = shownKinds.map((kind) => `WorkflowId STARTS_WITH '${kind}/${tenant}/'`);
  const types = shownTypes.map((type) => `'${type}'`).join(', ');
  const query = `(${ofTenant.join(' OR ')}) AND WorkflowType IN (${types})`;
  const runs: RunStatus[] = [];
  for await (const run of client.workflow.list({ query, pageSize: mostRuns })) {
    runs.push(await statusOf(client, run));
    if (runs.length === mostRuns) break;
  }
  return runs;
}

async function describe(
  client: Client,
  tenant: string,
  workflowId: string,
): Promise<WorkflowExecutionDescription> {
  const refusal = `There is no run "${workflowId}" of ${tenant}: "holdfast status" lists the newest`;
  if (workflowId.split('/')[1] !== tenant) throw new BadInput(refusal);
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    throw new BadInput(refusal, { cause: error });
  }
}

async function statusOf(client: Client, run: Run): Promise<RunStatus> {
  const { workflowId, runId, type, status, startTime, closeTime, memo } = run;
  const running = type === 'ingestSource' && status.name === 'RUNNING';
  const progress = running
    ? await ingestionOf(client, workflowId, runId)
        .progress()
        .catch(() => undefined)
    : undefined;
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
