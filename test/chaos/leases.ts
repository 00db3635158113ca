import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { tsToMs } from '@temporalio/common/lib/time.js';
import type { ProbeRequest } from '../../src/contracts/circuit.js';
import { circuitMessages } from '../../src/contracts/names.js';

/** A probe that a circuit breaker workflow granted. */
export interface GrantedLease {
  readonly circuit: string;
  readonly at: number;
}

/** Every probe granted so far, from the histories of all entities: a rejected one leaves no trace there. */
export async function grantedLeases(temporal: Client): Promise<readonly GrantedLease[]> {
  const leases: GrantedLease[] = [];
  for await (const run of temporal.workflow.list({ query: `WorkflowType = 'circuitBreaker'` })) {
    const handle = temporal.workflow.getHandle(run.workflowId, run.runId);
    const { events } = await handle.fetchHistory();
    for (const event of events ?? []) {
      const input = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input;
      const payload = input?.args?.payloads?.[0];
      if (input?.name !== circuitMessages.acquireProbe || !payload) continue;
      const { name } = defaultPayloadConverter.fromPayload<ProbeRequest>(payload);
      leases.push({ circuit: name, at: tsToMs(event.eventTime) });
    }
  }
  return leases;
}
