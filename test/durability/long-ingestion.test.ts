import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BadInput, type Ingestion } from '../../src/client.js';
import { startTemporal, type Temporal } from '../../src/stack/temporal.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { writeDocuments } from '../support/documents.js';
import { eventually } from '../support/eventually.js';
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
        HOLDFAST_INGEST_EMBED_ATTEMPTS: '1',
      },
    });
  });
  afterEach(() => vendor.faults.clear());
  afterAll(async () => {
    await holdfast.close();
    await vendor.close();
    await temporal.stop();
  });

  async function hasContinued({ workflowId, runId }: Ingestion): Promise<boolean> {
    const first = await holdfast.temporal.workflow.getHandle(workflowId, runId).describe();
    return first.status.name === 'CONTINUED_AS_NEW';
  }

  it('continues as new and is one run to its client', async () => {
    const root = await writeDocuments(documents);
    // Four batches are in flight at first: the sixth call for embeddings is of a later history.
    const held = vendor.hold('embeddings', 5);
    const run = await holdfast.client.ingest({ source: 'buoys', root });
    await held.arrived;
    expect(await hasContinued(run)).toBe(true);

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
    const times = [...vendor.calls.embeddedTexts().values()];
    expect(times).toEqual(Array.from({ length: count }, () => 1));
  });

  it('outlasts an outage that is too long for one history', async () => {
    vendor.faults.always('embeddings', { kind: 'status', status: 503 });
    const root = await writeDocuments({ 'fog.md': '# Fog\n\nThe fog horn sounds twice.\n' });
    const run = await holdfast.client.ingest({ source: 'fog', root });
    await eventually(async () => {
      if (!(await hasContinued(run))) await run.resume();
      expect(await hasContinued(run)).toBe(true);
    }, 40_000);
    vendor.faults.clear();
    await run.resume();
    expect(await run.result()).toMatchObject({ phase: 'done', new: 1, finished: 1 });
  });
});
