import { QdrantClient } from '@qdrant/js-client-rest';
import { Client, Connection } from '@temporalio/client';
import { expect, test } from 'vitest';
import { qdrantUrl, testCollectionPrefix, testNamespace } from '../support/stack.js';

test('gives each caller a namespace it can use at once', async () => {
  const [one, other] = [await testNamespace(), await testNamespace()];
  expect(one.namespace).not.toBe(other.namespace);
  const connection = await Connection.connect({ address: one.address });
  for (const { namespace } of [one, other]) {
    const client = new Client({ connection, namespace });
    const handle = await client.workflow.start('wait', { taskQueue: 'none', workflowId: 'same' });
    expect((await handle.describe()).status.name).toBe('RUNNING');
  }
  await connection.close();
});

test('gives each caller names of Qdrant collections that are free', async () => {
  const qdrant = new QdrantClient({ url: qdrantUrl(), checkCompatibility: false });
  const name = `${testCollectionPrefix()}-passages`;
  expect((await qdrant.collectionExists(name)).exists).toBe(false);
  expect(testCollectionPrefix()).not.toBe(testCollectionPrefix());
});
