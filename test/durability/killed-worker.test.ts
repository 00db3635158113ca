import { describe, expect, it } from 'vitest';
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

interface World {
  readonly vendor: FakeVendor;
  readonly qdrant: HttpFaultProxy;
  readonly holdfast: TestHoldfast;
  readonly startWorker: () => Promise<WorkerProcess>;
}

/** Runs a test with a vendor, a Qdrant and a namespace of its own: these tests run side by side. */
async function inWorld(test: (world: World) => Promise<void>): Promise<void> {
  const qdrant = await startHttpFaultProxy(qdrantUrl());
  const vendor = await startFakeVendor({ dimensions: 64 });
  const holdfast = await startHoldfast({
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
  const workers: WorkerProcess[] = [];
  async function startWorker(): Promise<WorkerProcess> {
    const worker = await startWorkerProcess(holdfast.environment);
    workers.push(worker);
    return worker;
  }
  try {
    await test({ vendor, qdrant, holdfast, startWorker });
  } finally {
    qdrant.heal();
    await Promise.all(workers.map((worker) => worker.kill()));
    await holdfast.close();
    await vendor.close();
    await qdrant.close();
  }
}

/** Resolves when Qdrant gets such a request, which then hangs: the worker is in the middle of it. */
function inTheMiddleOf(
  { qdrant }: World,
  isMeant: (request: ProxiedRequest) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    qdrant.failWhen((request) => {
      if (!isMeant(request)) return undefined;
      resolve();
      return 'hang';
    });
  });
}

async function ingestThroughKill(
  { vendor, qdrant, holdfast, startWorker }: World,
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
  const times = [...vendor.calls.embeddedTexts().values()];
  expect(times).toHaveLength(summary.passages);
  expect(times.every((bought) => bought === 1)).toBe(true);
}

/** The requests to Qdrant in which an ingestion is interrupted, and which of them. */
const interruptions: [stage: string, isMeant: (request: ProxiedRequest) => boolean, at: number][] =
  [
    ['scanning', ({ method, path }) => method === 'PUT' && path.includes('__manifest/points'), 1],
    [
      'staging',
      ({ method, path, body }) =>
        method === 'PUT' && /points(\?|$)/u.test(path) && body.includes('"lexical"'),
      2,
    ],
    ['storing the vectors it bought', ({ path }) => path.includes('/points/vectors'), 2],
    [
      'committing',
      ({ path, body }) => path.includes('/points/batch') && body.includes('"live":true'),
      2,
    ],
  ];

describe.concurrent('a worker killed at any point', { timeout: 120_000 }, () => {
  it.each(interruptions)('finishes the ingestion when killed while %s', (_, isMeant, at) =>
    inWorld((world) => {
      let seen = 0;
      const reached = inTheMiddleOf(world, (request) => isMeant(request) && ++seen >= at);
      return ingestThroughKill(world, reached);
    }),
  );

  it('finishes the ingestion when killed while embedding, and buys nothing twice', () =>
    inWorld((world) => {
      const held = world.vendor.hold('embeddings', 2);
      return ingestThroughKill(world, held.arrived, () => held.release());
    }));

  it.each<[string, VendorRoute]>([
    ['embedding', 'embeddings'],
    ['reranking', 'rerank'],
    ['generating', 'chat'],
  ])('answers the question when killed while %s, and buys nothing twice', (_, route) =>
    inWorld(async ({ vendor, holdfast, startWorker }) => {
      const root = await writeDocuments(lighthouseHandbook);
      const worker = await startWorker();
      const run = await holdfast.client.ingest({ source: 'lights', root });
      await run.result();
      const before = vendor.calls.records.length;
      const held = vendor.hold(route);
      const asked = await holdfast.client.start('How often is the Fresnel lens cleaned?');
      await held.arrived;
      await worker.kill();
      held.release();
      await startWorker();
      const answer = await asked.result();
      expect(answer).toMatchObject({ kind: 'answered', source: 'rag', degraded: [] });
      expect(answer.answer).toContain('every Thursday');
      const bought = vendor.calls.records
        .slice(before)
        .filter(({ outcome }) => outcome === 'completed');
      expect(bought.map((record) => record.route).sort()).toEqual(['chat', 'embeddings', 'rerank']);
    }),
  );
});
