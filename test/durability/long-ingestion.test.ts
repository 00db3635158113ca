import { Client, Connection } from '@temporalio/client';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadInput } from '../../src/client.js';
import { startTemporal, type Temporal } from '../../src/stack/temporal.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { livePassages } from '../support/qdrant-contents.js';
import { vendorEnvironment } from '../support/vendors.js';

const count = 200;
const documents = Object.fromEntries(
  Array.from({ length: count }, (_, n) => [`${n}.md`, `# Buoy ${n}\n\nBuoy ${n} rings a bell.\n`]),
);

/** On a server of its own, on which a history is long after 60 events and not after 4,096. */
describe('an ingestion too long for one history', () => {
  let temporal: Temporal;
  let vendor: FakeVendor;
  let holdfast: TestHoldfast;

  beforeAll(async () => {
    temporal = await startTemporal({
      dataDir: await mkdtemp(join(tmpdir(), 'holdfast-temporal-')),
      storage: 'memory',
      ui: false,
      environment: process.env,
      dynamicConfig: ['limit.historyCount.suggestContinueAsNew=60'],
      onProgress: () => undefined,
    });
    vendor = await startFakeVendor({ dimensions: 64 });
    holdfast = await startHoldfast({
      environment: {
        ...vendorEnvironment(vendor),
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: 'default',
      },
    });
  });
  afterAll(async () => {
    await holdfast.close();
    await vendor.close();
    await temporal.stop();
  });

  it('continues as new and is one run to its client', async () => {
    const root = await writeDocuments(documents);
    // Four batches are in flight at first: the sixth call for embeddings is of a later history.
    const held = vendor.hold('embeddings', 5);
    const run = await holdfast.client.ingest({ source: 'buoys', root });
    await held.arrived;
    const connection = await Connection.connect({ address: temporal.address });
    const { workflow } = new Client({ connection });
    const first = await workflow.getHandle(run.workflowId, run.runId).describe();
    await connection.close();
    expect(first.status.name).toBe('CONTINUED_AS_NEW');

    expect(await run.progress()).toMatchObject({ phase: 'ingesting', new: count, toDo: count });
    const otherRoot = await writeDocuments({});
    const other = holdfast.client.ingest({ source: 'buoys', root: otherRoot });
    await expect(other).rejects.toThrow(BadInput);
    await run.pause();
    held.release();
    await expect.poll(async () => (await run.progress()).phase).toBe('paused');
    await run.resume();

    expect(await run.result()).toMatchObject({
      phase: 'done',
      new: count,
      finished: count,
      passages: count,
      embeddingCalls: 7,
    });
    expect(await livePassages(holdfast.config)).toHaveLength(count);
    const times = [...vendor.ledger.embeddedTexts().values()];
    expect(times).toEqual(Array.from({ length: count }, () => 1));
  });
});
