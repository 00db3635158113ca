import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';

/** A Temporal namespace of its own, so that test files can run side by side. */
export interface TestNamespace {
  readonly address: string;
  readonly namespace: string;
}

/** Registers a fresh namespace, without search attributes. It can be used at once. */
export async function testNamespace(): Promise<TestNamespace> {
  const address = inject('temporalAddress');
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

/** A prefix for names of Qdrant collections that no other test uses. */
export function testCollectionPrefix(): string {
  return `test-${randomUUID()}`;
}

/** Address of the Qdrant all tests share. */
export function qdrantUrl(): string {
  return inject('qdrantUrl');
}
