import {
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionDescription,
  type WorkflowExecutionInfo,
} from '@temporalio/client';
import type { IngestProgress } from '../contracts/ingest.js';
import { BadInput } from './errors.js';
import { ingestionOf } from './ingestion.js';

/** A run as `holdfast status` shows it. */
export interface RunStatus {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  /** As Temporal names it: RUNNING, COMPLETED, FAILED … */
  readonly state: string;
  readonly startedAt: string;
  readonly closedAt?: string;
  /** The memo of the run: outcome, source, degradations. */
  readonly memo: Readonly<Record<string, unknown>>;
  /** For a running ingestion whose worker answers. */
  readonly progress?: IngestProgress;
}

const mostRuns = 20;
/** The types of runs shown, and what their ids start with, before the tenant. */
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
  // By id rather than by search attribute, which is set only once a worker picks the run up.
  const ofTenant = shownKinds.map((kind) => `WorkflowId STARTS_WITH '${kind}/${tenant}/'`);
  const types = shownTypes.map((type) => `'${type}'`).join(', ');
  const query = `(${ofTenant.join(' OR ')}) AND WorkflowType IN (${types})`;
  const runs: RunStatus[] = [];
  for await (const run of client.workflow.list({ query, pageSize: mostRuns })) {
    // SQLite's visibility store compares with LIKE: case-insensitively, and "_" matches any character.
    if (tenantOf(run.workflowId) !== tenant) continue;
    runs.push(await statusOf(client, run));
    if (runs.length === mostRuns) break;
  }
  return runs;
}

function tenantOf(workflowId: string): string | undefined {
  return workflowId.split('/')[1];
}

async function describe(
  client: Client,
  tenant: string,
  workflowId: string,
): Promise<WorkflowExecutionDescription> {
  const notFound = `There is no run "${workflowId}" of ${tenant}: "holdfast status" lists the newest`;
  if (tenantOf(workflowId) !== tenant) throw new BadInput(notFound);
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    throw new BadInput(notFound, { cause: error });
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
