import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import type { VendorRoute } from '../fakes/faults.js';
import {
  startHttpFaultProxy,
  type HttpFaultProxy,
  type ProxiedRequest,
} from '../fakes/http-fault-proxy.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { livePassages } from '../support/qdrant-contents.js';
import { textsWithoutVector } from '../support/lost-vectors.js';
import { qdrantUrl } from '../support/stack.js';
import { vendorEnvironment } from '../support/vendors.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';

const stations = 40;

/** Documents for more than one embedding request in each batch, with texts of this source alone. */
function documentsOf(source: string): Record<string, string> {
  const documents = Array.from({ length: stations }, (_, station) => [
    `stations/${station}.md`,
    `# Station ${station}\n\nThe light of station ${station} in ${source} stands ${station * 3} metres above the sea.\n`,
  ]);
  return Object.fromEntries(documents) as Record<string, string>;
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

/** The worker that ends one test is killed in the next. */
describe('a worker killed at any point', { timeout: 120_000 }, () => {
  let vendor: FakeVendor;
  let qdrant: HttpFaultProxy;
  let holdfast: TestHoldfast;
  let worker: WorkerProcess;
  let sources = 0;

  beforeAll(async () => {
    qdrant = await startHttpFaultProxy(qdrantUrl());
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
    worker = await startWorkerProcess(holdfast.environment);
    const root = await writeDocuments(lighthouseHandbook);
    await (await holdfast.client.ingest({ source: 'handbook', root })).result();
  });
  afterEach(() => qdrant.heal());
  afterAll(async () => {
    await worker.kill();
    await holdfast.close();
    await vendor.close();
    await qdrant.close();
  });

  async function replaceWorker(release: () => void): Promise<void> {
    await worker.kill();
    release();
    worker = await startWorkerProcess(holdfast.environment);
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

  async function ingestThroughKill(reached: Promise<unknown>, release: () => void): Promise<void> {
    sources += 1;
    const source = `lights-${sources}`;
    const root = await writeDocuments(documentsOf(source));
    const run = await holdfast.client.ingest({ source, root });
    await reached;
    await worker.kill();
    // A kill may cost the calls in flight, and nothing else.
    const lost = new Set(await textsWithoutVector(holdfast.config, textsAskedFor(source)));
    await replaceWorker(release);
    const summary = await run.result();
    expect(summary).toMatchObject({ phase: 'done', finished: stations, quarantinedCount: 0 });
    const live = await livePassages(holdfast.config);
    const stored = live.filter((passage) => passage.source === source);
    expect(stored).toHaveLength(summary.passages);
    expect(stored.filter(({ hasVector }) => !hasVector)).toEqual([]);
    expect(new Set(stored.map(({ document }) => document)).size).toBe(stations);
    const times = vendor.calls.embeddedTexts();
    const bought = [...times].filter(([text]) => text.includes(`in ${source} `));
    expect(bought).toHaveLength(summary.passages);
    expect(bought.filter(([text, times]) => times !== 1 && !lost.has(text))).toEqual([]);
  }

  /** The texts of a source in embedding requests so far, however they ended. */
  function textsAskedFor(source: string): readonly string[] {
    const requests = vendor.calls.records.filter(({ route }) => route === 'embeddings');
    const texts = requests.flatMap(({ inputs }) => inputs);
    return [...new Set(texts.filter((text) => text.includes(`in ${source} `)))];
  }

  it.each(interruptions)('finishes the ingestion when killed while %s', (_, isMeant, at) => {
    let seen = 0;
    const reached = inTheMiddleOf((request) => isMeant(request) && ++seen >= at);
    return ingestThroughKill(reached, () => qdrant.heal());
  });

  it('finishes the ingestion when killed while embedding, and buys nothing twice', () => {
    const held = vendor.hold('embeddings', 2);
    return ingestThroughKill(held.arrived, () => held.release());
  });

  it.each<[string, VendorRoute, string]>([
    ['embedding', 'embeddings', 'How often is the Fresnel lens cleaned?'],
    ['reranking', 'rerank', 'On which day is the Fresnel lens cleaned?'],
    ['generating', 'chat', 'When is the Fresnel lens cleaned?'],
  ])('answers the question when killed while %s, and buys nothing twice', async (...words) => {
    const [, route, question] = words;
    const before = vendor.calls.records.length;
    const held = vendor.hold(route);
    const asked = await holdfast.client.start(question);
    await held.arrived;
    await replaceWorker(() => held.release());
    const answer = await asked.result();
    expect(answer).toMatchObject({ kind: 'answered', source: 'rag', degraded: [] });
    expect(answer.answer).toContain('every Thursday');
    const bought = vendor.calls.records
      .slice(before)
      .filter(({ outcome }) => outcome === 'completed');
    expect(bought.map((record) => record.route).sort()).toEqual(['chat', 'embeddings', 'rerank']);
  });
});
