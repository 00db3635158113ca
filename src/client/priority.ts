import { createHash } from 'node:crypto';
import type { Priority } from '@temporalio/common';

/** Lower runs first; Temporal's default is 3. */
const priorityKeys = { question: 2, ingestion: 4 } as const;
const longestKeyBytes = 64;

/**
 * The priority of a run, inherited by its activities: questions before ingestions, and tenants in turn,
 * so that one tenant cannot starve the others. Fairness needs `matching.enableFairness` on the server.
 */
export function priorityOf(kind: keyof typeof priorityKeys, tenant: string): Priority {
  return { priorityKey: priorityKeys[kind], fairnessKey: fairnessKey(tenant) };
}

function fairnessKey(tenant: string): string {
  if (Buffer.byteLength(tenant) <= longestKeyBytes) return tenant;
  return createHash('sha256').update(tenant).digest('hex');
}
