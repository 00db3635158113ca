import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { changeDocuments, lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { livePassages, qdrantClient } from '../support/qdrant-contents.js';
import { vendorEnvironment } from '../support/vendors.js';

const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a);

describe('a preview', () => {
  let vendor: FakeVendor;
  let holdfast: TestHoldfast;
  let root: string;

  beforeAll(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    const prices = { 'text-embedding-3-small': { input: 500 } };
    holdfast = await startHoldfast({
      environment: { ...vendorEnvironment(vendor), HOLDFAST_PRICES: JSON.stringify(prices) },
    });
    root = await writeDocuments({ ...lighthouseHandbook, 'photo.md': png });
  });
  afterAll(async () => {
    await holdfast.close();
    await vendor.close();
  });

  const preview = () => holdfast.client.preview({ source: 'handbook', root });
  /** Everything of this Holdfast in Qdrant. */
  async function contents(): Promise<unknown> {
    const client = qdrantClient(holdfast.config);
    const { collections } = await client.getCollections();
    const ours = collections
      .map(({ name }) => name)
      .filter((name) => name.startsWith(holdfast.config.qdrant.collection))
      .sort();
    return Promise.all(
      ours.map(async (name) => [name, await client.scroll(name, { limit: 1000 })]),
    );
  }

  it('counts and prices a first run, and leaves no trace', async () => {
    const shown = await preview();
    expect(await contents()).toEqual([]);
    expect(vendor.calls.records).toEqual([]);
    expect(shown).toMatchObject({ new: 4, changed: 0, unchanged: 0, gone: 0, quarantinedCount: 1 });
    expect(shown.quarantined).toEqual([
      { document: 'photo.md', reason: 'is a PNG image: convert it to Markdown' },
    ]);

    const run = await holdfast.client.ingest({ source: 'handbook', root });
    expect((await run.result()).passages).toBe(shown.passages);
    const passages = await livePassages(holdfast.config);
    expect(passages).toHaveLength(shown.passages);
    expect(shown.tokens).toBe(passages.reduce((sum, { tokens }) => sum + tokens, 0));
    expect(shown.costUsd).toBeCloseTo((shown.tokens * 500) / 1_000_000, 10);
  });

  it('counts and prices what has changed since, and changes nothing', async () => {
    await changeDocuments(root, {
      'fog.md': null,
      'lamp.md': '# Lamp room\n\nThe lamp is electric.\n',
      'new.md': '# New\n\nA new page.\n',
    });
    const before = await contents();
    const bought = vendor.calls.records.length;
    const shown = await preview();
    expect(await contents()).toEqual(before);
    expect(vendor.calls.records).toHaveLength(bought);
    expect(shown).toMatchObject({ new: 1, changed: 1, unchanged: 2, gone: 1, passages: 2 });
    expect(shown.quarantined).toHaveLength(1);

    await (await holdfast.client.ingest({ source: 'handbook', root })).result();
    const written = (await livePassages(holdfast.config)).filter(({ document }) =>
      ['lamp.md', 'new.md'].includes(document),
    );
    expect(shown.tokens).toBe(written.reduce((sum, { tokens }) => sum + tokens, 0));
    expect(await preview()).toMatchObject({ new: 0, unchanged: 4, tokens: 0, costUsd: 0 });
  });
});
