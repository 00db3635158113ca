import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import type { VendorRoute } from '../fakes/faults.js';
import {
  startHttpFaultProxy,
  type HttpFaultProxy,
  type ProxiedRequest,
} from '../fakes/http-fault-proxy.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { storedPassages } from '../support/qdrant-contents.js';
import { qdrantUrl } from '../support/stack.js';
import { vendorEnvironment } from '../support/vendors.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';

/** Documents of several passages each, more than one embedding request for each batch. */
function manyDocuments(): Record<string, string> {
  const documents: Record<string, string> = { ...lighthouseHandbook };
  for (let station = 1; station <= 40; station += 1) {
    documents[`stations/${station}.md`] =
      `# Station ${station}\n\nThe light of station ${station} stands ${station * 3} metres above the sea.\n`;
  }
  return documents;
}

describe('a worker killed at any point', () => {
  let vendor: FakeVendor;
  let qdrant: HttpFaultProxy;
  let holdfast: TestHoldfast;
  let workers: WorkerProcess[] = [];

  beforeAll(async () => {
    qdrant = await startHttpFaultProxy(qdrantUrl());
  });
  beforeEach(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    holdfast = await startHoldfast({
      worker: false,
      environment: {
        ...vendorEnvironment(vendor),
        QDRANT_URL: qdrant.url,
        HOLDFAST_EMBEDDING_BATCH: '8',
        // One after the other, or a second answer could be on its way when the worker dies: lost, and paid for.
        HOLDFAST_EMBED_BULK_CONCURRENCY: '1',
        // Time enough for a new worker to start: what is tested is that nothing is lost or bought twice.
        HOLDFAST_DEADLINE: '60s',
        HOLDFAST_QUEUE_WAIT: '40s',
        HOLDFAST_EMBED_BUDGET: '40s',
        HOLDFAST_SEARCH_BUDGET: '40s',
        HOLDFAST_RERANK_BUDGET: '40s',
      },
    });
    workers = [];
  });
  afterEach(async () => {
    qdrant.heal();
    await Promise.all(workers.map((worker) => worker.kill()));
    await holdfast.close();
    await vendor.close();
  });
  afterAll(() => qdrant.close());

  async function startWorker(): Promise<WorkerProcess> {
    const worker = await startWorkerProcess(holdfast.environment);
    workers.push(worker);
    return worker;
  }

  /** Resolves when Qdrant gets such a request, which then hangs: the worker is in the middle of it. */
  function inTheMiddleOf(isMeant: (request: ProxiedRequest) => boolean): Promise<void> {
    return new Promise((resolve) => {
      qdrant.failWhen((request) => {
        if (!isMeant(request)) return undefined;
        resolve();
        return 'hang';
      });
    });
  }

  async function ingestThroughKill(
    reached: Promise<unknown>,
    release: () => void = () => qdrant.heal(),
  ): Promise<void> {
    const root = await writeDocuments(manyDocuments());
    const worker = await startWorker();
    const run = await holdfast.client.ingest({ source: 'lights', root });
    await reached;
    await worker.kill();
    release();
    await startWorker();
    const summary = await run.result();
    const documents = Object.keys(manyDocuments()).length;
    expect(summary).toMatchObject({ phase: 'done', finished: documents, quarantinedCount: 0 });
    const stored = await storedPassages(holdfast.config);
    expect(stored.live).toBe(summary.passages);
    expect(stored.liveWithoutVector).toBe(0);
    expect(stored.documents).toBe(documents);
    const times = [...vendor.ledger.embeddedTexts().values()];
    expect(times).toHaveLength(summary.passages);
    expect(times.every((bought) => bought === 1)).toBe(true);
  }

  it('finishes the ingestion when killed while scanning', async () => {
    await ingestThroughKill(
      inTheMiddleOf(({ method, path }) => method === 'PUT' && path.includes('__manifest/points')),
    );
  });

  it('finishes the ingestion when killed while staging', async () => {
    let upserts = 0;
    await ingestThroughKill(
      inTheMiddleOf(
        ({ method, path, body }) =>
          method === 'PUT' &&
          /points(\?|$)/.test(path) &&
          body.includes('"lexical"') &&
          ++upserts > 1,
      ),
    );
  });

  it('finishes the ingestion when killed while embedding, and buys nothing twice', async () => {
    const held = vendor.hold('embeddings', 2);
    await ingestThroughKill(held.arrived, () => held.release());
  });

  it('finishes the ingestion when killed between buying vectors and storing them', async () => {
    let writes = 0;
    await ingestThroughKill(
      inTheMiddleOf(({ path }) => path.includes('/points/vectors') && ++writes > 1),
    );
  });

  it('finishes the ingestion when killed while committing', async () => {
    let commits = 0;
    await ingestThroughKill(
      inTheMiddleOf(
        ({ path, body }) =>
          path.includes('/points/batch') && body.includes('"live":true') && ++commits > 1,
      ),
    );
  });

  it.each<[string, VendorRoute]>([
    ['embedding', 'embeddings'],
    ['reranking', 'rerank'],
    ['generating', 'chat'],
  ])('answers the question when killed while %s, and buys nothing twice', async (_, route) => {
    const root = await writeDocuments(lighthouseHandbook);
    const worker = await startWorker();
    const run = await holdfast.client.ingest({ source: 'lights', root });
    await run.result();
    const before = vendor.ledger.records.length;
    const held = vendor.hold(route);
    const asked = await holdfast.client.start('How often is the Fresnel lens cleaned?');
    await held.arrived;
    await worker.kill();
    held.release();
    await startWorker();
    const answer = await asked.result();
    expect(answer).toMatchObject({ kind: 'answered', source: 'rag', degraded: [] });
    expect(answer.answer).toContain('every Thursday');
    const bought = vendor.ledger.records
      .slice(before)
      .filter(({ outcome }) => outcome === 'completed');
    expect(bought.map((record) => record.route).sort()).toEqual(['chat', 'embeddings', 'rerank']);
  });
});
