import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { changeDocuments, lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { livePassages, qdrantClient } from '../support/qdrant-contents.js';
import { vendorEnvironment } from '../support/vendors.js';

const harbour = {
  'pier.md': '# Pier\n\nThe supply boat lands at the north pier on Mondays.\n',
  'crane.md': '# Crane\n\nThe crane of the north pier lifts four tonnes.\n',
};

describe('a source whose root is gone when the index changes', () => {
  let vendor: FakeVendor;
  let holdfast: TestHoldfast;
  let harbourRoot: string;
  let before: readonly { readonly id: string; readonly source: string; readonly text: string }[];

  beforeEach(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    holdfast = await startHoldfast();
    harbourRoot = await writeDocuments(harbour);
    const handbookRoot = await writeDocuments(lighthouseHandbook);
    await ingest('handbook', handbookRoot);
    await ingest('harbour', harbourRoot);
    before = await livePassages(holdfast.config);
    await rm(harbourRoot, { recursive: true });
  });
  afterEach(async () => {
    await holdfast.close();
    await vendor.close();
  });

  const ingest = async (source: string, root: string) =>
    (await holdfast.client.ingest({ source, root })).result();
  async function readersUse(): Promise<string | undefined> {
    const { aliases } = await qdrantClient(holdfast.config).getAliases();
    const { collection } = holdfast.config.qdrant;
    return aliases.find(({ alias_name }) => alias_name === collection)?.collection_name;
  }
  const switched = () =>
    expect.poll(readersUse, { timeout: 30_000 }).toContain('__text-embedding-3-small-64__');

  it('is copied from the index that readers use, with vectors, and read anew when it is back', async () => {
    await holdfast.restartWorker(vendorEnvironment(vendor));
    await switched();
    const after = await livePassages(holdfast.config);
    expect(after.map(({ id, text }) => [id, text])).toEqual(
      before.map(({ id, text }) => [id, text]),
    );
    expect(after.every(({ hasVector }) => hasVector)).toBe(true);
    const { hits } = await holdfast.client.search('Which load does the crane lift?');
    expect(hits[0]?.document).toBe('crane.md');

    // As for any index: a root that is gone from then on is an error, and what is there stays.
    await expect(ingest('harbour', harbourRoot)).rejects.toThrow(/cannot read the root/u);
    const bought = vendor.calls.embeddedTexts().size;
    await changeDocuments(harbourRoot, harbour);
    expect(await ingest('harbour', harbourRoot)).toMatchObject({ changed: 2, gone: 0 });
    expect(vendor.calls.embeddedTexts().size).toBe(bought);
    expect(await ingest('harbour', harbourRoot)).toMatchObject({ unchanged: 2 });
  });

  it('holds up no other source once it is removed', async () => {
    vendor.faults.decide('embeddings', (texts) =>
      texts.some((text) => text.includes('crane')) ? { kind: 'silence' } : undefined,
    );
    await holdfast.restartWorker(vendorEnvironment(vendor));
    await expect
      .poll(async () => (await holdfast.client.sources()).filter(({ inUse }) => !inUse), {
        timeout: 30_000,
      })
      .toContainEqual(
        expect.objectContaining({
          source: 'handbook',
          lastCompletedAt: expect.any(String) as string,
        }),
      );
    const run = await holdfast.client.ingestion({ source: 'harbour' });
    await run.cancel();
    await expect(run.result()).rejects.toThrow();
    await holdfast.client.remove({ source: 'harbour' });
    await switched();
  });
});
