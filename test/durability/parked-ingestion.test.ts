import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Ingestion } from '../../src/client.js';
import { startFakeWebhook, type FakeWebhook } from '../fakes/fake-webhook.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import type { Fault } from '../fakes/faults.js';
import { startHttpFaultProxy, type HttpFaultProxy } from '../fakes/http-fault-proxy.js';
import { writeDocuments } from '../support/documents.js';
import { eventually } from '../support/eventually.js';
import { historiesOf } from '../support/histories.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { livePassages } from '../support/qdrant-contents.js';
import { qdrantUrl } from '../support/stack.js';
import { vendorEnvironment } from '../support/vendors.js';

const stations = 40;

/** A parked run waits at least 15 seconds by itself: here, `resume` ends every wait. */
describe('an ingestion during an outage', () => {
  let vendor: FakeVendor;
  let webhook: FakeWebhook;
  let qdrant: HttpFaultProxy;
  let holdfast: TestHoldfast;
  let source: string;
  let tests = 0;
  let root: string;

  beforeAll(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    webhook = await startFakeWebhook();
    qdrant = await startHttpFaultProxy(qdrantUrl());
    holdfast = await startHoldfast({
      environment: {
        ...vendorEnvironment(vendor),
        QDRANT_URL: qdrant.url,
        HOLDFAST_WEBHOOK_URL: webhook.url,
        HOLDFAST_EMBEDDING_BATCH: '8',
        HOLDFAST_INGEST_EMBED_ATTEMPTS: '2',
        HOLDFAST_INGEST_EMBED_BACKOFF: '10ms..40ms',
        HOLDFAST_QDRANT_WRITE_ATTEMPTS: '2',
        HOLDFAST_QDRANT_WRITE_BACKOFF: '10ms..40ms',
        HOLDFAST_CIRCUIT_PROBE_WAIT: '200ms..1s',
      },
    });
  });
  beforeEach(() => {
    tests += 1;
    source = `source-${tests}`;
  });
  afterEach(() => {
    vendor.faults.clear();
    qdrant.heal();
  });
  afterAll(async () => {
    await holdfast.close();
    await qdrant.close();
    await vendor.close();
    await webhook.close();
  });

  /** Every text is of one test only, so that what was bought for it can be counted. */
  async function ingestStations(): Promise<Ingestion> {
    const documents = Array.from({ length: stations }, (_, n) => [
      `${n}.md`,
      `# Station ${n}\n\nThe light of station ${n} in ${source} stands ${n * 3} metres high.\n`,
    ]);
    root = await writeDocuments(Object.fromEntries(documents) as Record<string, string>);
    return holdfast.client.ingest({ source, root });
  }
  const live = async () =>
    (await livePassages(holdfast.config)).filter((passage) => passage.source === source);
  async function untilParked(
    run: Ingestion,
    since = '',
  ): Promise<{ cause: string; until: string }> {
    await expect
      .poll(async () => (await run.progress()).parked?.until ?? '', { timeout: 15_000 })
      .toSatisfy((until: string) => until > since);
    const progress = await run.progress();
    expect(progress.phase).toBe('parked');
    return progress.parked!;
  }
  /** A batch may fail, and park, after those before it were resumed. */
  const resumeUntilDone = (run: Ingestion) =>
    eventually(async () => {
      const { phase } = await run.progress();
      if (phase === 'parked') await run.resume();
      expect(phase).toBe('done');
    });
  /** The run completes, and every text of it was bought once. */
  async function expectAllBoughtOnce(run: Ingestion): Promise<void> {
    await resumeUntilDone(run);
    expect(await run.result()).toMatchObject({ phase: 'done', finished: stations });
    const passages = await live();
    expect(passages).toHaveLength(stations);
    expect(passages.filter(({ hasVector }) => !hasVector)).toEqual([]);
    const times = vendor.calls.embeddedTexts();
    const bought = passages.map(({ embeddedText }) => times.get(embeddedText));
    expect(bought).toEqual(passages.map(() => 1));
  }

  it.each<[string, Fault, RegExp]>([
    [
      'the quota is exhausted',
      { kind: 'status', status: 429, code: 'insufficient_quota' },
      /429.*quota/u,
    ],
    ['the key is refused', { kind: 'status', status: 401, code: 'echo_key' }, /401/u],
    ['the embedder is down', { kind: 'status', status: 503 }, /503/u],
    ['the embedder resets connections', { kind: 'reset' }, /openai embed/u],
  ])('parks when %s, says why, and continues when it is resumed', async (_, fault, cause) => {
    const held = vendor.hold('embeddings', 2);
    const run = await ingestStations();
    await held.arrived;
    vendor.faults.always('embeddings', fault);
    held.release();
    const parked = await untilParked(run);
    expect(parked.cause).toMatch(cause);
    expect((await live()).filter(({ hasVector }) => hasVector).length).toBeLessThan(stations);
    expect(Date.parse(parked.until)).toBeGreaterThan(Date.now());

    await run.resume();
    await untilParked(run, parked.until);
    vendor.faults.clear();
    await expectAllBoughtOnce(run);
  });

  it('buys nothing while the disk takes no vectors, and alerts', async () => {
    const spool = join(holdfast.config.dataDir, 'spool');
    await rm(spool, { recursive: true, force: true });
    await writeFile(spool, 'in the way');
    const run = await ingestStations();
    const parked = await untilParked(run);
    expect(parked.cause).toMatch(/^filesystem: .*spooled vectors in .*spool/u);
    expect(
      [...vendor.calls.embeddedTexts().keys()].filter((text) => text.includes(`in ${source} `)),
    ).toEqual([]);
    await expect
      .poll(() => JSON.stringify(webhook.posts))
      .toContain('A disk is full or cannot be written (filesystem)');

    await rm(spool);
    await expectAllBoughtOnce(run);
  });

  it('keeps the vectors it bought while Qdrant does not take them', async () => {
    qdrant.failWhen(({ path }) =>
      path.includes('/points/vectors') ? { status: 500, body: {} } : undefined,
    );
    const run = await ingestStations();
    expect((await untilParked(run)).cause).toMatch(/qdrant set vectors .*500/u);
    qdrant.heal();
    await expectAllBoughtOnce(run);
  });

  it.each<[string, RegExp]>([
    ['everything', /\/collections/u],
    ['commits', /\/points\/batch/u],
  ])('waits for Qdrant when %s fails', async (_, failing) => {
    qdrant.failWhen(({ path }) => (failing.test(path) ? 'reset' : undefined));
    const run = await ingestStations();
    expect((await untilParked(run)).cause).toMatch(/^qdrant /u);
    qdrant.heal();
    await expectAllBoughtOnce(run);
  });

  it('lets documents be found by their words meanwhile', async () => {
    vendor.faults.always('embeddings', { kind: 'status', status: 503 });
    const cancelled = await ingestStations();
    await untilParked(cancelled);
    await expect.poll(async () => (await live()).length, { timeout: 10_000 }).toBe(stations);
    expect((await live()).some(({ hasVector }) => hasVector)).toBe(false);
    const { hits } = await holdfast.client.search(`light of station 17 in ${source}`);
    expect(hits.map(({ document }) => document)).toContain('17.md');

    await cancelled.cancel();
    await expect(cancelled.result()).rejects.toThrow();
    vendor.faults.clear();
    const run = await holdfast.client.ingest({ source, root });
    await expectAllBoughtOnce(run);
  });

  it('writes no key into any history, whatever the vendor echoes', async () => {
    const histories = await historiesOf(holdfast);
    expect(histories.filter(({ text }) => text.includes('openai embed'))).not.toEqual([]);
    const { OPENAI_API_KEY } = holdfast.environment;
    for (const { workflowId, text } of histories) {
      expect(text, workflowId).not.toContain(OPENAI_API_KEY);
      expect(text, workflowId).not.toContain('metres high');
    }
  });
});
