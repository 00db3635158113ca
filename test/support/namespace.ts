import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { randomUUID } from 'node:crypto';

/** A Temporal namespace of its own, so that test files can run side by side. */
export interface TestNamespace {
  readonly address: string;
  readonly namespace: string;
}

/** Registers a fresh namespace, without search attributes. It can be used at once. */
export async function registerNamespace(address: string): Promise<TestNamespace> {
  const namespace = `test-${randomUUID()}`;
  const connection = await Connection.connect({ address });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    });
  } finally {
    await connection.close();
  }
  return { address, namespace };
}
