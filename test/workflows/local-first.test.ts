import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ApplicationFailure, Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestNamespace } from '../support/namespace.js';
import { testNamespace } from '../support/stack.js';
import type { Readings } from './local-first-workflow.js';

const taskQueue = 'local-first';
const longerThanLocalMs = 600;
let there: TestNamespace;
let client: Client;
let native: NativeConnection;

beforeAll(async () => {
  there = await testNamespace();
  native = await NativeConnection.connect({ address: there.address });
  const connection = await Connection.connect({ address: there.address });
  client = new Client({ connection, namespace: there.namespace });
});
afterAll(async () => {
  await client.connection.close();
  await native.close();
});

interface Done {
  readonly result: unknown;
  /** Activities that were not local. */
  readonly scheduled: number;
  readonly calls: number;
}

/** Runs the workflow with this activity, which is given the number of its call. */
async function run(read: (call: number) => Promise<string>): Promise<Done> {
  let calls = 0;
  const activities: Readings = { read: () => read((calls += 1)) };
  const worker = await Worker.create({
    connection: native,
    namespace: there.namespace,
    taskQueue,
    activities,
    workflowsPath: fileURLToPath(new URL('local-first-workflow.ts', import.meta.url)),
  });
  return worker.runUntil(async (): Promise<Done> => {
    const workflowId = `read/${Math.random()}`;
    const handle = await client.workflow.start('readOnce', { workflowId, taskQueue });
    const result: unknown = await handle.result().catch((error: unknown) => error);
    const { events } = await handle.fetchHistory();
    const scheduled = events!.filter((event) => event.activityTaskScheduledEventAttributes).length;
    return { result, scheduled, calls };
  });
}

it('takes no activity of its own where all is well', async () => {
  const done = await run(() => Promise.resolve('read'));
  expect(done).toEqual({ result: 'read', scheduled: 0, calls: 1 });
});

it('goes on as an activity, with retries, where it is slow or fails in a way that may pass', async () => {
  const slow = await run((call) =>
    call === 1 ? sleep(longerThanLocalMs, 'late') : Promise.resolve('read'),
  );
  expect(slow).toEqual({ result: 'read', scheduled: 1, calls: 2 });
  const failing = await run((call) =>
    call <= 2 ? Promise.reject(new Error('busy')) : Promise.resolve('read'),
  );
  expect(failing).toEqual({ result: 'read', scheduled: 1, calls: 3 });
});

it('fails at once where another attempt cannot help', async () => {
  const final = ApplicationFailure.nonRetryable('no such thing', 'client_error');
  const { result, scheduled } = await run(() => Promise.reject(final));
  expect(scheduled).toBe(0);
  expect(result).toBeInstanceOf(WorkflowFailedError);
  expect((result as WorkflowFailedError).cause?.message).toBe('no such thing');
});
