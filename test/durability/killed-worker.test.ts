import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asked, Ingestion } from '../../src/client.js';
import { callsOf } from '../chaos/calls.js';
import { deferred } from '../fakes/deferred.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import {
  startHttpFaultProxy,
  type HttpFaultProxy,
  type ProxiedRequest,
} from '../fakes/http-fault-proxy.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { textsWithoutVector } from '../support/lost-vectors.js';
import { livePassages } from '../support/qdrant-contents.js';
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

const isStaging = ({ method, path, body }: ProxiedRequest) =>
  method === 'PUT' && /points(\?|$)/u.test(path) && body.includes('"lexical"');

/**
 * The requests to Qdrant in which an ingestion is when the worker is killed, and which of them it is. A
 * source is named like its stage.
 */
const interruptions = {
  scanning: {
    isMeant: ({ method, path }: ProxiedRequest) =>
      method === 'PUT' && path.includes('__manifest/points'),
    at: 1,
  },
  staging: { isMeant: isStaging, at: 2 },
  storing: { isMeant: ({ path }: ProxiedRequest) => path.includes('/points/vectors'), at: 2 },
  committing: {
    isMeant: ({ path, body }: ProxiedRequest) =>
      path.includes('/points/batch') && body.includes('"live":true'),
    at: 2,
  },
};
const qdrantStages = Object.keys(interruptions) as (keyof typeof interruptions)[];
const ingestions = [...qdrantStages, 'embedding'] as const;

const questions = {
  generating: 'When is the Fresnel lens cleaned?',
  reranking: 'On which day is the Fresnel lens cleaned?',
  embedding: 'How often is the Fresnel lens cleaned?',
};
type Stage = keyof typeof questions;

/** One worker, killed once: in the middle of every stage of an ingestion and of a question. */
describe('a worker killed at any point', () => {
  let vendor: FakeVendor;
  let qdrant: HttpFaultProxy;
  let holdfast: TestHoldfast;
  let worker: WorkerProcess;
  let runs: Readonly<Record<string, Ingestion>>;
  let asked: Readonly<Record<Stage, Asked>>;
  /** Texts that the dead worker had asked for and not brought home: a kill may cost the calls in flight. */
  let lost: ReadonlySet<string>;

  beforeAll(async () => {
    qdrant = await startHttpFaultProxy(qdrantUrl());
    vendor = await startFakeVendor({ dimensions: 64 });
    holdfast = await startHoldfast({
      worker: false,
      environment: {
        ...vendorEnvironment(vendor),
        QDRANT_URL: qdrant.url,
        HOLDFAST_EMBEDDING_BATCH: '8',
        HOLDFAST_INGEST_EMBED_BACKOFF: '10ms..40ms',
        // What hangs in one ingestion must not keep the others from their point.
        HOLDFAST_EMBED_BULK_CONCURRENCY: '10',
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

    const reached = [...qdrantStages.map(hangAt()), silenceAfter(2, 'in embedding ')];
    const started = ingestions.map(async (source) => {
      const root = await writeDocuments(documentsOf(source));
      return [source, await holdfast.client.ingest({ source, root })] as const;
    });
    runs = Object.fromEntries(await Promise.all(started));
    await Promise.all(reached);
    const chat = vendor.hold('chat');
    const generating = await holdfast.client.start(questions.generating);
    await chat.arrived;
    const rerank = vendor.hold('rerank');
    const reranking = await holdfast.client.start(questions.reranking);
    await rerank.arrived;
    const embeds = silenceAfter(0, questions.embedding);
    const embedding = await holdfast.client.start(questions.embedding);
    await embeds;
    asked = { generating, reranking, embedding };

    await worker.kill();
    const calls = vendor.calls.records.filter(({ route }) => route === 'embeddings');
    const texts = [...new Set(calls.flatMap(({ inputs }) => inputs))];
    lost = new Set(await textsWithoutVector(holdfast.config, texts));
    qdrant.heal();
    vendor.faults.clear();
    chat.release();
    rerank.release();
    worker = await startWorkerProcess(holdfast.environment);
  });
  afterAll(async () => {
    await worker.kill();
    await holdfast.close();
    await vendor.close();
    await qdrant.close();
  });

  /** For a stage, resolves when Qdrant gets its request, which then hangs: the worker is in the middle of it. */
  function hangAt(): (stage: keyof typeof interruptions) => Promise<void> {
    const reached = new Map(qdrantStages.map((stage) => [stage, deferred<void>()]));
    const seen = new Map<string, number>();
    /** Requests that store vectors name passages only by their ids. */
    const ids = new Map<string, string>();
    const sourceOf = ({ body }: ProxiedRequest) =>
      /"(?:source|value)":"(scanning|staging|storing|committing|embedding)"/u.exec(body)?.[1] ??
      ids.get(/"id":"([^"]+)"/u.exec(body)?.[1] ?? '');
    qdrant.failWhen((request) => {
      const stage = qdrantStages.find((one) => one === sourceOf(request));
      if (!stage) return undefined;
      if (isStaging(request)) {
        for (const [, id = ''] of request.body.matchAll(/"id":"([^"]+)"/gu)) ids.set(id, stage);
      }
      const { isMeant, at } = interruptions[stage];
      if (!isMeant(request)) return undefined;
      seen.set(stage, (seen.get(stage) ?? 0) + 1);
      if (seen.get(stage)! < at) return undefined;
      reached.get(stage)?.resolve(undefined);
      return 'hang';
    });
    return (stage) => reached.get(stage)!.promise;
  }

  const silenced: { readonly text: string; left: number; readonly reached: () => void }[] = [];
  /** Resolves when the embedder is asked for such a text once more than that, and says nothing. */
  function silenceAfter(left: number, text: string): Promise<void> {
    const { promise, resolve } = deferred<void>();
    silenced.push({ text, left, reached: () => resolve(undefined) });
    vendor.faults.decide('embeddings', (texts) => {
      const rule = silenced.find((one) => texts.some((text) => text.includes(one.text)));
      if (!rule || rule.left-- > 0) return undefined;
      rule.reached();
      return { kind: 'silence' };
    });
    return promise;
  }

  it.each(ingestions)(
    'finishes the ingestion that was %s, and buys nothing twice',
    async (source) => {
      const summary = await runs[source]!.result();
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
    },
  );

  it.each(Object.keys(questions) as Stage[])(
    'answers the question that was %s, and buys nothing twice',
    async (stage) => {
      const answer = await asked[stage].result();
      expect(answer).toMatchObject({ kind: 'answered', source: 'rag', degraded: [] });
      expect(answer.answer).toContain('every Thursday');
      const { records } = callsOf(questions[stage], vendor.calls.records);
      const bought = records.filter(({ outcome }) => outcome === 'completed');
      expect(bought.map(({ route }) => route).sort()).toEqual(['chat', 'embeddings', 'rerank']);
    },
  );
});
