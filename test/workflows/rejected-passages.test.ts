import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Ingestion } from '../../src/client.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import type { Fault } from '../fakes/faults.js';
import { json } from '../fakes/play.js';
import { changeDocuments, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { livePassages } from '../support/qdrant-contents.js';
import { vendorEnvironment } from '../support/vendors.js';

const letters = 40;

describe('a text that the embedder does not take', () => {
  let vendor: FakeVendor;
  let holdfast: TestHoldfast;
  let source: string;
  let tests = 0;

  beforeAll(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    holdfast = await startHoldfast({
      environment: {
        ...vendorEnvironment(vendor),
        HOLDFAST_EMBEDDING_BATCH: '16',
        HOLDFAST_INGEST_EMBED_BACKOFF: '10ms..40ms',
      },
    });
  });
  beforeEach(() => {
    tests += 1;
    source = `letters-${tests}`;
  });
  afterEach(() => vendor.faults.clear());
  afterAll(async () => {
    await holdfast.close();
    await vendor.close();
  });

  async function ingestLetters(): Promise<Ingestion> {
    const texts = Array.from({ length: letters }, (_, n) => [
      `letter-${n}.md`,
      `# Letter ${n}\n\nLetter ${n}. of ${source} speaks of the harbour at noon.\n`,
    ]);
    const root = await writeDocuments(Object.fromEntries(texts) as Record<string, string>);
    return holdfast.client.ingest({ source, root });
  }
  const stored = async () =>
    (await livePassages(holdfast.config)).filter((passage) => passage.source === source);
  const requests = () => vendor.calls.records.length;

  it.each<[string, Fault, RegExp]>([
    ['refuses it', { kind: 'status', status: 400 }, /400/u],
    ['takes it for too large', { kind: 'status', status: 413 }, /413/u],
    ['fails on it', { kind: 'status', status: 500 }, /500/u],
    ['sends no number for it', { kind: 'vectors', defect: 'nan' }, /text \d+ has/u],
  ])('costs one document when the vendor %s', async (_, fault, reason) => {
    vendor.faults.decide('embeddings', (texts) =>
      texts.some((text) => text.includes('Letter 17. ')) ? fault : undefined,
    );
    const before = requests();
    const done = await (await ingestLetters()).result();
    expect(done).toMatchObject({ phase: 'done', finished: letters, quarantinedCount: 1 });
    expect(done.quarantined).toEqual([
      { document: 'letter-17.md', reason: expect.stringMatching(reason) as string },
    ]);
    const passages = await stored();
    expect(passages).toHaveLength(letters - 1);
    expect(passages.every(({ hasVector }) => hasVector)).toBe(true);
    expect(requests() - before).toBeLessThan(40);

    // Questions stand behind the same circuit.
    const { hits } = await holdfast.client.search(`letter 3 of ${source}`);
    expect(hits[0]?.document).toBe('letter-3.md');
    const bought = vendor.calls.embeddedTexts().get(`letter 3 of ${source}`);
    expect(bought).toBe(1);
  });

  it('fails the run when the vendor takes no text at all', async () => {
    vendor.faults.always('embeddings', { kind: 'status', status: 400 });
    const before = requests();
    await expect((await ingestLetters()).result()).rejects.toThrow(/400/u);
    expect(requests() - before).toBeLessThan(8);
  });

  it('cuts passages to a window that the vendor tells of, and buys no vector twice', async () => {
    const window = 120;
    const fits = (texts: readonly string[]) => texts.every((text) => text.length <= 3 * window);
    vendor.faults.decide('embeddings', (texts) => {
      if (fits(texts)) return undefined;
      const message = `inputs must have less than ${window} tokens. Given: 731`;
      return { kind: 'play', play: () => json({ error: message, error_type: 'Validation' }, 413) };
    });
    const text = Array.from(
      { length: 60 },
      (_, n) => `Keeper ${n} of ${source} oils the hinge of gate ${n}.`,
    ).join(' ');
    const root = await writeDocuments({ 'gates.md': `# Gates\n\n${text}\n`, 'note.md': 'Short.' });
    const run = await holdfast.client.ingest({ source, root });
    const done = await run.result();
    expect(done).toMatchObject({ finished: 2, quarantinedCount: 0 });
    const passages = await stored();
    expect(passages.length).toBeGreaterThan(6);
    expect(passages.every(({ hasVector }) => hasVector)).toBe(true);
    const bought = vendor.calls.records
      .filter(({ inputs }) => fits(inputs))
      .flatMap(({ inputs }) => inputs);
    for (const { embeddedText } of passages) {
      expect(bought.filter((text) => text === embeddedText)).toHaveLength(1);
    }

    // From now on it is known.
    const before = requests();
    const again = { 'gates.md': `# New gates\n\n${text}\n`, 'note.md': 'Short.' };
    await changeDocuments(root, again);
    await (await holdfast.client.ingest({ source, root })).result();
    const since = vendor.calls.records.slice(before);
    expect(since.length).toBeGreaterThan(0);
    expect(since.filter(({ inputs }) => !fits(inputs))).toEqual([]);
  });

  it('gives up a document whose passages are too long however small', async () => {
    vendor.faults.decide('embeddings', (texts) =>
      texts.some((text) => text.includes('Letter 9. '))
        ? {
            kind: 'play',
            play: () => json({ error: 'input length exceeds the context length' }, 400),
          }
        : undefined,
    );
    const done = await (await ingestLetters()).result();
    expect(done).toMatchObject({ finished: letters, quarantinedCount: 1 });
    expect(done.quarantined[0]).toMatchObject({
      document: 'letter-9.md',
      reason: expect.stringMatching(/exceeds the context length/u) as string,
    });
  });

  it('loses nothing where the vendor takes fewer texts at a time', async () => {
    vendor.faults.decide('embeddings', (texts) =>
      texts.length > 10 ? { kind: 'status', status: 400 } : undefined,
    );
    const done = await (await ingestLetters()).result();
    expect(done).toMatchObject({ finished: letters, quarantinedCount: 0, passages: letters });
  });
});
