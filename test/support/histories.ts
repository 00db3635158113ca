import { Client, Connection } from '@temporalio/client';
import type { TestHoldfast } from './holdfast.js';

export interface HistoryText {
  readonly workflowId: string;
  /** Everything in it, payloads decoded. */
  readonly text: string;
}

/** The histories of all runs so far, to search for what must not be in them. */
export async function historiesOf({ config }: TestHoldfast): Promise<readonly HistoryText[]> {
  const { address, namespace } = config.temporal;
  const connection = await Connection.connect({ address: address! });
  const { workflow } = new Client({ connection, namespace });
  try {
    const histories: HistoryText[] = [];
    for await (const { workflowId, runId } of workflow.list()) {
      const history = await workflow.getHandle(workflowId, runId).fetchHistory();
      histories.push({ workflowId, text: JSON.stringify(history.events, decoded) });
    }
    return histories;
  } finally {
    await connection.close();
  }
}

function decoded(_key: string, value: unknown): unknown {
  const bytes = value as { readonly type?: unknown; readonly data?: readonly number[] } | null;
  if (bytes?.type === 'Buffer' && bytes.data) return Buffer.from(bytes.data).toString('utf8');
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value;
}
