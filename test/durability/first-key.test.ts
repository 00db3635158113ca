import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadInput } from '../../src/client.js';
import { loadConfig } from '../../src/config.js';
import { startWorker, type HoldfastWorker } from '../../src/worker.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { changeDocuments, lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { livePassages, qdrantClient } from '../support/qdrant-contents.js';
import { vendorEnvironment } from '../support/vendors.js';

const harbour = { 'pier.md': '# Pier\n\nThe supply boat lands at the north pier on Mondays.\n' };

/** A sequence: each test continues where the one before it ended. */
describe('the first key after a keyless start', () => {
  let vendor: FakeVendor;
  let holdfast: TestHoldfast;
  let worker: HoldfastWorker | undefined;
  let handbookRoot: string;

  beforeAll(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    holdfast = await startHoldfast();
    handbookRoot = await writeDocuments(lighthouseHandbook);
    const harbourRoot = await writeDocuments(harbour);
    for (const [source, root] of Object.entries({ handbook: handbookRoot, harbour: harbourRoot })) {
      const run = await holdfast.client.ingest({ source, root });
      expect(await run.result()).toMatchObject({ phase: 'done', embeddingCalls: 0 });
    }
  });
  afterAll(async () => {
    await worker?.shutdown();
    await holdfast.close();
    await vendor.close();
  });

  /** Another worker on the same data, with these variables besides. */
  async function replaceWorker(environment: Readonly<Record<string, string>>): Promise<void> {
    await holdfast.stopWorker();
    await worker?.shutdown();
    const env = { ...holdfast.environment, ...environment };
    worker = await startWorker(loadConfig({ env, envFile: null }));
  }
  async function activeCollection(): Promise<string | undefined> {
    const { aliases } = await qdrantClient(holdfast.config).getAliases();
    const { collection } = holdfast.config.qdrant;
    return aliases.find(({ alias_name }) => alias_name === collection)?.collection_name;
  }
  const ask = (question = 'How often is the Fresnel lens cleaned?') =>
    holdfast.client.ask(question);

  it('builds the index with vectors next to the old one, which readers use until it is complete', async () => {
    const keyless = await activeCollection();
    expect(keyless).toContain('__lexical__');
    const before = await livePassages(holdfast.config);
    const held = vendor.hold('embeddings');
    await replaceWorker(vendorEnvironment(vendor));
    await held.arrived;
    expect(await activeCollection()).toBe(keyless);
    const meanwhile = await ask();
    expect(meanwhile).toMatchObject({ kind: 'answered', degraded: [{ stage: 'embed' }] });
    expect(meanwhile.answer).toContain('every Thursday');
    const inUse = async () => (await holdfast.client.sources()).map((source) => source.inUse);
    expect(new Set(await inUse())).toEqual(new Set([true, false]));

    held.release();
    await expect
      .poll(activeCollection, { timeout: 20_000 })
      .toContain('__text-embedding-3-small-64__');
    const after = await livePassages(holdfast.config);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after.every(({ hasVector }) => hasVector)).toBe(true);
    expect([...vendor.calls.embeddedTexts().values()].every((times) => times === 1)).toBe(true);
    expect(await ask()).toMatchObject({ kind: 'answered', degraded: [] });
    expect(await inUse()).toEqual([true, true]);
  });

  it('is missed when it is gone: nothing is ingested, and questions are still answered', async () => {
    await replaceWorker({});
    const keyed = await activeCollection();
    await changeDocuments(handbookRoot, { 'new.md': '# New\n\nThe lamp is now electric.\n' });
    const run = await holdfast.client.ingest({ source: 'handbook', root: handbookRoot });
    const refusal = await run.result().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BadInput);
    expect((refusal as BadInput).message).toMatch(/no embedder is configured.*OPENAI_API_KEY/u);
    const preview = holdfast.client.preview({ source: 'handbook', root: handbookRoot });
    await expect(preview).rejects.toThrow(/OPENAI_API_KEY/u);

    expect(await activeCollection()).toBe(keyed);
    expect((await livePassages(holdfast.config)).map(({ document }) => document)).not.toContain(
      'new.md',
    );
    const answer = await ask('What pressure does the compressor need?');
    expect(answer).toMatchObject({ kind: 'answered', source: 'extractive' });
    expect(answer.answer).toContain('7 bar');
  });

  it('buys only what is new when it is back', async () => {
    const before = vendor.calls.embeddedTexts().size;
    await replaceWorker(vendorEnvironment(vendor));
    const run = await holdfast.client.ingest({ source: 'handbook', root: handbookRoot });
    expect(await run.result()).toMatchObject({ new: 1, unchanged: 3, embeddingCalls: 1 });
    expect(vendor.calls.embeddedTexts().size).toBe(before + 1);
  });

  it('catches an index up that readers had left, before they come back to it', async () => {
    const now = (model: string) =>
      expect.poll(activeCollection, { timeout: 20_000 }).toContain(`__${model}-64__`);
    await replaceWorker({
      ...vendorEnvironment(vendor),
      HOLDFAST_EMBEDDING_MODEL: 'text-embedding-3-large',
    });
    await now('text-embedding-3-large');
    await changeDocuments(handbookRoot, { 'buoy.md': '# Buoy\n\nThe buoy is painted green.\n' });
    await (await holdfast.client.ingest({ source: 'handbook', root: handbookRoot })).result();

    await replaceWorker(vendorEnvironment(vendor));
    await now('text-embedding-3-small');
    const documents = (await livePassages(holdfast.config)).map(({ document }) => document);
    expect(documents).toContain('buoy.md');
  });
});
