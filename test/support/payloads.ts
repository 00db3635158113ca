import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

/** All that stands in a run's history as text, with every payload in clear. */
export async function readableHistory(handle: WorkflowHandle): Promise<string> {
  return inClear(historyToJSON(await handle.fetchHistory()));
}

/** The JSON of a history, and behind it in clear the payloads, which are encoded within it. */
export function inClear(history: string): string {
  const payloads = [...history.matchAll(/"data":\s*"([^"]+)"/g)];
  return [history, ...payloads.map(([, data = '']) => decode(data))].join('\n');
}

const decode = (data: string) => Buffer.from(data, 'base64').toString();
