import { Client, Connection } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pinRate } from '../../src/adapters/temporal/shared-circuits.js';
import { createTemporalQueueLimits } from '../../src/adapters/temporal/queue-limits.js';
import { queues } from '../../src/contracts/names.js';
import type { QueueLimits } from '../../src/ports/queue-limits.js';
import { startWorker } from '../../src/worker.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { eventually } from '../support/eventually.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { givenUpAsUsual, vendorEnvironment } from '../support/vendors.js';

const queue = queues.generate('openai');
const signal = () => AbortSignal.timeout(5_000);

describe('the rate of a limited queue', () => {
  let vendor: FakeVendor;
  let holdfast: TestHoldfast;
  let temporal: Client;
  let limits: QueueLimits;

  beforeAll(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    holdfast = await startHoldfast({
      environment: {
        ...vendorEnvironment(vendor),
        ...givenUpAsUsual,
        HOLDFAST_CACHE: 'off',
      },
    });
    const { address, namespace } = holdfast.config.temporal;
    const connection = await Connection.connect({ address: address! });
    temporal = new Client({ connection, namespace });
    limits = createTemporalQueueLimits(temporal, 'test');
    const root = await writeDocuments(lighthouseHandbook);
    await (await holdfast.client.ingest({ source: 'handbook', root })).result();
  });
  afterEach(() => {
    vendor.faults.clear();
    vendor.headers.chat = {};
  });
  afterAll(async () => {
    await temporal.connection.close();
    await holdfast.close();
    await vendor.close();
  });

  let asked = 0;
  // Equal questions at the same time would share one run, and one call.
  const ask = () => holdfast.client.ask(`How often is the Fresnel lens cleaned? ${(asked += 1)}`);
  const limit = () => limits.read(queue, signal());
  const untilLifted = () => eventually(async () => expect(await limit()).toBeNull());

  it('is cut when calls are throttled, says why and until when, and is lifted afterwards', async () => {
    expect(await limit()).toBeNull();
    vendor.faults.next('chat', { kind: 'status', status: 429 }, 4);
    await Promise.all([ask(), ask(), ask(), ask(), ask(), ask()]);
    await eventually(async () => {
      const cut = await limit();
      expect(cut).toMatchObject({ cause: expect.stringContaining('were throttled') as string });
      expect(cut!.perSecond).toBeGreaterThan(0);
      expect(Date.parse(cut!.until!)).toBeGreaterThan(Date.now());
    });
    await untilLifted();
    expect((await ask()).degraded).toEqual([]);
  });

  it('is slowed down before anything is throttled when headers say that little is left', async () => {
    const failedBefore = vendor.calls.count('chat', 'failed');
    vendor.headers.chat = {
      'x-ratelimit-limit-requests': '100',
      'x-ratelimit-remaining-requests': '4',
      'x-ratelimit-reset-requests': '200s',
    };
    await Promise.all([ask(), ask(), ask()]);
    await eventually(async () => {
      const slowed = await limit();
      expect(slowed?.cause).toContain('more calls before it throttles');
      expect(slowed!.perSecond).toBeLessThanOrEqual(0.5);
    });
    expect(vendor.calls.count('chat', 'failed')).toBe(failedBefore);
    vendor.headers.chat = {};
    await untilLifted();
  });

  it('stays where an operator pins it, until it is given back', async () => {
    await pinRate(temporal, 'openai', { queue, perSecond: 9 });
    await eventually(async () =>
      expect(await limit()).toMatchObject({ perSecond: 9, until: null }),
    );
    await pinRate(temporal, 'openai', { queue, perSecond: null });
    await untilLifted();
  });

  it('is lifted though its limit is older than the workflow', async () => {
    await limits.write(queue, { perSecond: 0, cause: 'an earlier pin', until: null }, signal());
    await pinRate(temporal, 'openai', { queue, perSecond: null });
    await untilLifted();
  });

  it('is freed by the next worker from a limit that was left behind', async () => {
    const until = new Date(Date.now() - 1).toISOString();
    await limits.write(queue, { perSecond: 0, cause: 'its worker is gone', until }, signal());
    await holdfast.stopWorker();
    const next = await startWorker(holdfast.config);
    try {
      await untilLifted();
      // The server applies it a moment after it says so.
      await eventually(async () => expect((await ask()).generator?.provider).toBe('openai'));
    } finally {
      await next.shutdown();
    }
  });
});
