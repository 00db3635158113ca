import { connectTemporal } from '../client/temporal.js';
import type { Session } from './connect.js';

/** Events of a run that no worker has touched: it was started, and its first task was scheduled. */
const eventsUntouched = 2;

/** Whether no worker has taken the run so far. */
export async function isUntaken({ place }: Session, workflowId: string): Promise<boolean> {
  const client = await connectTemporal(place);
  try {
    const { historyLength } = await client.workflow.getHandle(workflowId).describe();
    return historyLength <= eventsUntouched;
  } finally {
    await client.connection.close();
  }
}
