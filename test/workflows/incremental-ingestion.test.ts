import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectQdrant } from '../../src/adapters/qdrant/connection.js';
import { createQdrantPassageIndex } from '../../src/adapters/qdrant/passage-index.js';
import type { IngestProgress } from '../../src/contracts/ingest.js';
import { queryTerms } from '../../src/core/query-terms.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { startHttpFaultProxy, type HttpFaultProxy } from '../fakes/http-fault-proxy.js';
import { changeDocuments, lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { livePassages, type StoredPassage } from '../support/qdrant-contents.js';
import { qdrantUrl } from '../support/stack.js';
import { vendorEnvironment } from '../support/vendors.js';

const handbook = {
  ...lighthouseHandbook,
  'boat.md':
    '# Boat\n\nThe supply boat lands at the north pier on the first Monday of the month.\n',
};

/** A section long enough to be a passage by itself. */
function section(name: string): string {
  const sentences = Array.from(
    { length: 25 },
    (_, n) => `Rule ${n + 1} of the ${name} says how keeper number ${n * 7} looks after it.`,
  );
  return `## The ${name}\n\n${sentences.join(' ')}\n\n`;
}

/** Every test has a source and a corpus of its own. */
describe('ingesting a source again', () => {
  let vendor: FakeVendor;
  let qdrant: HttpFaultProxy;
  let holdfast: TestHoldfast;
  let corpus: string;
  let tests = 0;

  beforeAll(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    qdrant = await startHttpFaultProxy(qdrantUrl());
    holdfast = await startHoldfast({
      environment: { ...vendorEnvironment(vendor), QDRANT_URL: qdrant.url },
    });
  });
  beforeEach(() => {
    qdrant.heal();
    tests += 1;
    corpus = `corpus-${tests}`;
  });
  afterAll(async () => {
    await holdfast.close();
    await qdrant.close();
    await vendor.close();
  });

  async function ingest(root: string): Promise<IngestProgress> {
    const run = await holdfast.client.ingest({ corpus, source: corpus, root });
    return run.result();
  }
  const documentsFound = async (question: string) => {
    const { hits } = await holdfast.client.search({ question, corpus });
    return [...new Set(hits.map(({ document }) => document))].sort();
  };
  const stored = async (): Promise<readonly StoredPassage[]> =>
    (await livePassages(holdfast.config)).filter(({ source }) => source === corpus);
  const storedIn = async (document: string) =>
    (await stored()).filter((passage) => passage.document === document);
  /** How often each text was bought since. */
  function purchases(): () => ReadonlyMap<string, number> {
    const before = vendor.calls.embeddedTexts();
    return () => {
      const since = [...vendor.calls.embeddedTexts()].map(
        ([text, times]) => [text, times - (before.get(text) ?? 0)] as const,
      );
      return new Map(since.filter(([, times]) => times > 0));
    };
  }
  /** Requests that write passages, from now on. */
  function passageWrites(): readonly string[] {
    const writes: string[] = [];
    qdrant.failWhen(({ method, path }) => {
      const isWrite = /\/points(\?|$)|\/points\/(batch|vectors|payload|delete)/u.test(path);
      if (isWrite && method !== 'GET' && !path.includes('__manifest')) writes.push(path);
      return undefined;
    });
    return writes;
  }

  it('buys nothing and writes no passage when nothing has changed', async () => {
    const root = await writeDocuments(handbook);
    expect(await ingest(root)).toMatchObject({ new: 4, unchanged: 0, finished: 4 });
    const before = await stored();
    const bought = purchases();
    const writes = passageWrites();
    expect(await ingest(root)).toMatchObject({
      phase: 'done',
      new: 0,
      changed: 0,
      unchanged: 4,
      gone: 0,
      finished: 0,
      passages: 0,
      embeddingCalls: 0,
      costUsd: 0,
    });
    expect(bought()).toEqual(new Map());
    expect(writes).toEqual([]);
    expect(await stored()).toEqual(before);
  });

  it('replaces what has changed, takes away what is gone and adds what is new', async () => {
    const root = await writeDocuments(handbook);
    await ingest(root);
    await changeDocuments(root, {
      'fog.md': '# Fog signal\n\nThe diaphone was replaced by an electric horn of 1200 hertz.\n',
      'boat.md': null,
      'store.md': '# Stores\n\nParaffin is kept in the cellar under the east stair.\n',
    });
    const bought = purchases();
    expect(await ingest(root)).toMatchObject({ new: 1, changed: 1, unchanged: 2, gone: 1 });

    expect([...bought().values()]).toEqual([1, 1]);
    const passages = await stored();
    const documents = new Set(passages.map(({ document }) => document));
    expect(documents).toEqual(new Set(['lamp.md', 'fog.md', 'store.md', '등대.md']));
    const fog = passages.filter(({ document }) => document === 'fog.md');
    expect(fog.map(({ text, version }) => [text.includes('electric horn'), version])).toEqual([
      [true, 2],
    ]);
    expect(passages.every(({ hasVector }) => hasVector)).toBe(true);
    expect(await documentsFound('Which day does the supply boat land?')).not.toContain('boat.md');
    expect(await documentsFound('Where is paraffin kept?')).toContain('store.md');
    const { hits } = await holdfast.client.search({ question: 'diaphone blasts', corpus });
    expect(hits.filter(({ snippet }) => snippet.includes('two blasts'))).toEqual([]);
  });

  it('takes the passages away when a document becomes empty, and brings them back for nothing', async () => {
    const root = await writeDocuments(handbook);
    await ingest(root);
    const before = await storedIn('boat.md');
    await changeDocuments(root, { 'boat.md': '' });
    expect(await ingest(root)).toMatchObject({ changed: 1, gone: 0 });
    expect(await storedIn('boat.md')).toEqual([]);
    await changeDocuments(root, { 'boat.md': handbook['boat.md'] });
    const bought = purchases();
    expect(await ingest(root)).toMatchObject({ changed: 1, passages: before.length });
    expect(await storedIn('boat.md')).toEqual(before.map((one) => ({ ...one, version: 3 })));
    expect(bought()).toEqual(new Map());
  });

  it('embeds only what was inserted at the top, and moves the rest with its text', async () => {
    const names = ['lens', 'boiler', 'stair', 'gallery', 'winch', 'garden'];
    const title = '# Rules of the station\n\n';
    const below = names.map(section).join('');
    const root = await writeDocuments({ 'rules.md': title + below });
    await ingest(root);
    const before = await storedIn('rules.md');
    expect(before.length).toBeGreaterThanOrEqual(names.length);

    const changed = title + section('harbour') + below;
    await changeDocuments(root, { 'rules.md': changed });
    const bought = purchases();
    await ingest(root);
    const after = await storedIn('rules.md');
    const known = new Set(before.map(({ id }) => id));
    const added = after.filter(({ id }) => !known.has(id));
    expect(after.length - added.length).toBe(before.length);
    expect(bought()).toEqual(new Map(added.map(({ embeddedText }) => [embeddedText, 1])));
    expect(added.every(({ text }) => text.includes('harbour'))).toBe(true);
    for (const { start, end, text, version } of after) {
      expect(changed.slice(start, end)).toBe(text);
      expect(version).toBe(2);
    }

    const { citations } = await holdfast.client.ask({
      question: 'What does rule 9 of the winch say about the keeper?',
      corpus,
    });
    expect(citations.length).toBeGreaterThan(0);
    for (const { start, end, quote } of citations) expect(changed.slice(start, end)).toBe(quote);
  });

  it('shows readers one version of a document or the next while it changes, never both', async () => {
    const edition = (number: number) =>
      `# Almanac\n\n${['spring', 'summer', 'autumn', 'winter', 'leap']
        .map((season) => `## ${season}\n\nEdition ${number} of the almanac. ${section(season)}`)
        .join('')}`;
    const root = await writeDocuments({ 'almanac.md': edition(1) });
    await ingest(root);

    const { url, collection: alias } = holdfast.config.qdrant;
    const connection = connectQdrant({ url: url!, readTimeoutMs: 5_000, writeTimeoutMs: 5_000 });
    const index = createQdrantPassageIndex(connection, { alias });
    const scope = { tenant: 'default', corpus };
    const terms = queryTerms('edition of the almanac');
    const never = new AbortController().signal;
    const seen: string[] = [];
    let changing = true;
    const reader = (async () => {
      while (changing) {
        const { candidates } = await index.searchLexical(scope, terms, 50, never);
        const versions = new Set(candidates.map(({ version }) => version));
        seen.push([...versions].join(' and '));
      }
    })();
    for (const number of [2, 3, 4]) {
      await changeDocuments(root, { 'almanac.md': edition(number) });
      await ingest(root);
    }
    changing = false;
    await reader;
    expect(new Set(seen)).toEqual(new Set(['1', '2', '3', '4']));
  });
});
