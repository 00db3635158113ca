import { createHash } from 'node:crypto';
import type { Priority } from '@temporalio/common';

/** Lower comes first; 3 is what Temporal takes for granted. */
const priorityKeys = { question: 2, ingestion: 4 } as const;
const longestKeyBytes = 64;

/**
 * A run's place in every queue it comes to: questions before ingestions, and tenants in turn, so that
 * one tenant's flood does not starve the others. The activities of a run inherit it. Turns need
 * `matching.enableFairness` on the server.
 */
export function priorityOf(kind: keyof typeof priorityKeys, tenant: string): Priority {
  return { priorityKey: priorityKeys[kind], fairnessKey: fairnessKey(tenant) };
}

function fairnessKey(tenant: string): string {
  if (Buffer.byteLength(tenant) <= longestKeyBytes) return tenant;
  return createHash('sha256').update(tenant).digest('hex');
}
