import { proxyActivities } from '@temporalio/workflow';
import type { IngestActivities } from '../contracts/ingest-activities.js';
import type { SourceStatus } from '../contracts/ingest.js';
import { valueOrFail } from './stage-failure.js';

const { listSources: readSources } = proxyActivities<IngestActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { maximumAttempts: 2 },
  summary: 'read the manifest',
});

/** The sources of a tenant, in the index readers use and in one being built beside it. */
export async function listSources(input: {
  readonly tenant: string;
}): Promise<readonly SourceStatus[]> {
  return valueOrFail(readSources(input));
}
