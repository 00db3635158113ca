import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SourceRef } from '../../src/contracts/ingest.js';
import type { DocumentRecord, Manifest, SourceRecord } from '../../src/ports/manifest.js';
import { portErrorOf } from './vendor-faults.js';

const never = new AbortController().signal;
const collection = 'docs__lexical__one';

/** What every manifest promises. */
export function manifestContract(title: string, start: () => Promise<Manifest>): void {
  describe(`${title} as a manifest`, () => {
    let manifest: Manifest;
    let ref: SourceRef;
    beforeAll(async () => {
      manifest = await start();
    });
    beforeEach(() => {
      ref = { tenant: `tenant-${randomUUID()}`, corpus: 'handbook', source: 'docs' };
    });

    const source = (fields: Partial<SourceRecord> = {}): SourceRecord => ({
      ...ref,
      collection,
      root: '/docs',
      commit: 0,
      sweptCommit: 0,
      completedAt: null,
      ...fields,
    });
    const record = (document: string, fields: Partial<DocumentRecord> = {}): DocumentRecord => ({
      document,
      version: 0,
      hash: null,
      passages: 0,
      commit: 0,
      deleted: false,
      pending: null,
      quarantine: null,
      staged: null,
      ...fields,
    });
    const committed = (document: string, commit: number, passages = 1): DocumentRecord =>
      record(document, { version: 1, hash: 'h', commit, passages });
    const staged = { hash: 'h2', version: 2, passages: [{ id: 'p', start: 0, end: 9 }] };
    const save = (records: readonly DocumentRecord[], into = collection, whose = ref) =>
      manifest.save(into, whose, records, never);
    const all = async (into = collection, whose = ref): Promise<DocumentRecord[]> => {
      const records: DocumentRecord[] = [];
      for await (const page of manifest.documents(into, whose, never)) records.push(...page);
      return records.sort((a, b) => (a.document < b.document ? -1 : 1));
    };

    it('prepares what is prepared already without touching it', async () => {
      await save([record('a.md')]);
      await Promise.all([manifest.prepare(never), manifest.prepare(never)]);
      expect(await all()).toHaveLength(1);
    });

    it('knows nothing of a source that was never saved', async () => {
      expect(await manifest.source(collection, ref, never)).toBeNull();
      expect(await manifest.sources({ tenant: ref.tenant }, never)).toEqual([]);
      expect(await all()).toEqual([]);
      const nothing = { documents: 0, passages: 0, quarantined: 0 };
      expect(await manifest.counts(collection, ref, never)).toEqual(nothing);
    });

    it('keeps the time a source was first saved until it is forgotten', async () => {
      await manifest.saveSource(source(), never);
      const first = await manifest.source(collection, ref, never);
      expect(first).toEqual({ ...source(), since: expect.any(String) as string });
      const completedAt = new Date().toISOString();
      await manifest.saveSource({ ...source(), ...first, commit: 3, completedAt }, never);
      const later = await manifest.source(collection, ref, never);
      expect(later).toEqual({ ...first, commit: 3, completedAt });

      await manifest.forgetSource(collection, ref, never);
      await expect.poll(() => new Date().toISOString() > (first?.since ?? '')).toBe(true);
      await manifest.saveSource(source(), never);
      const begunAnew = await manifest.source(collection, ref, never);
      expect(begunAnew?.since).not.toBe(first?.since);
    });

    it('changes single fields of a source, and none of one that was forgotten', async () => {
      await manifest.saveSource(source({ commit: 3 }), never);
      const completedAt = new Date().toISOString();
      await Promise.all([
        manifest.changeSource(collection, ref, { completedAt }, never),
        manifest.advance(collection, ref, 4, never),
      ]);
      const changed = await manifest.source(collection, ref, never);
      expect(changed).toMatchObject({ root: '/docs', commit: 4, completedAt });
      await manifest.advance(collection, ref, 2, never);
      await manifest.changeSource(collection, ref, { completedAt: null }, never);
      expect(await manifest.source(collection, ref, never)).toEqual({
        ...changed,
        completedAt: null,
      });
      await manifest.forgetSource(collection, ref, never);
      await manifest.advance(collection, ref, 5, never);
      expect(await manifest.source(collection, ref, never)).toBeNull();
    });

    it('sweeps tombstones up to a commit, and says up to which', async () => {
      await manifest.saveSource(source({ commit: 9 }), never);
      const tombstone = (document: string, commit: number, fields = {}): DocumentRecord =>
        record(document, { version: 1, commit, deleted: true, ...fields });
      const kept = [
        tombstone('back.md', 1, { pending: 'write' }),
        tombstone('broken.md', 1, { quarantine: { reason: 'not UTF-8', hash: 'q' } }),
        committed('live.md', 1),
        tombstone('newer.md', 8),
      ];
      await save([tombstone('a.md', 2), tombstone('b.md', 5), ...kept]);
      const swept = async (upToCommit: number) => {
        await manifest.sweepTombstones(collection, ref, upToCommit, never);
        return (await manifest.source(collection, ref, never))?.sweptCommit;
      };
      expect(await swept(1)).toBe(0);
      expect(await swept(7)).toBe(5);
      expect(await all()).toEqual(kept);
      await save([tombstone('late.md', 4)]);
      expect(await swept(7)).toBe(5);
      expect(await all()).toEqual(kept);
    });

    it('lists sources by tenant, corpus and collection', async () => {
      const wiki = source({ source: 'wiki', corpus: 'recipes' });
      const next = source({ collection: 'docs__next' });
      for (const one of [source(), wiki, next]) await manifest.saveSource(one, never);
      const names = async (filter: Parameters<Manifest['sources']>[0]) =>
        (await manifest.sources({ tenant: ref.tenant, ...filter }, never))
          .map((one) => `${one.collection}/${one.source}`)
          .sort();
      expect(await names({})).toEqual([
        `docs__lexical__one/docs`,
        'docs__lexical__one/wiki',
        'docs__next/docs',
      ]);
      expect(await names({ corpus: 'recipes' })).toEqual(['docs__lexical__one/wiki']);
      expect(await names({ collection: 'docs__next' })).toEqual(['docs__next/docs']);
      const everybody = await manifest.sources({ collection: 'docs__next' }, never);
      expect(everybody.map(({ tenant }) => tenant)).toContain(ref.tenant);
    });

    it('writes records whole and reads them in the order asked for', async () => {
      const quarantine = { reason: 'not UTF-8', hash: 'q' };
      const a = record('a.md', { staged, quarantine, pending: 'write' });
      await save([a, record('b.md')]);
      expect(await manifest.get(collection, ref, ['b.md', 'none.md', 'a.md'], never)).toEqual([
        record('b.md'),
        a,
      ]);
      await save([committed('a.md', 1)]);
      expect(await manifest.get(collection, ref, ['a.md'], never)).toEqual([committed('a.md', 1)]);
      expect(await manifest.get(collection, ref, [], never)).toEqual([]);
    });

    it('pages through every document, tombstones included, without what is staged', async () => {
      const many = Array.from({ length: 1100 }, (_, n) =>
        record(`${String(n).padStart(4, '0')}.md`, { staged }),
      );
      const tombstone = { ...committed('gone.md', 2), deleted: true };
      await save([...many, tombstone]);
      const found = await all();
      expect(found).toHaveLength(1101);
      expect(found[0]).toEqual({ ...many[0], staged: null });
      expect(found.at(-1)).toEqual(tombstone);
    });

    it('lists what is pending, up to a limit', async () => {
      const write = record('a.md', { pending: 'write' });
      const remove = record('b.md', { pending: 'delete' });
      await save([write, remove, record('c.md')]);
      const pending = await manifest.pending(collection, ref, 10, never);
      expect(pending.map(({ document }) => document).sort()).toEqual(['a.md', 'b.md']);
      expect(await manifest.pending(collection, ref, 1, never)).toHaveLength(1);
      await save([{ ...write, pending: null }]);
      expect(await manifest.pending(collection, ref, 10, never)).toEqual([remove]);
    });

    it('counts committed documents, their passages and the quarantined', async () => {
      const quarantine = { reason: 'not UTF-8', hash: 'q' };
      await save([
        committed('a.md', 1, 3),
        committed('b.md', 1, 3),
        { ...committed('c.md', 1, 5), quarantine },
        committed('empty.md', 1, 0),
        { ...committed('gone.md', 2, 0), deleted: true },
        record('new.md', { pending: 'write' }),
        record('broken.md', { quarantine }),
      ]);
      const counts = { documents: 4, passages: 11, quarantined: 2 };
      expect(await manifest.counts(collection, ref, never)).toEqual(counts);
    });

    it('lists commits after a mark, oldest first, tombstones included', async () => {
      await save([
        committed('d.md', 12),
        { ...committed('a.md', 3), staged },
        { ...committed('c.md', 9), deleted: true, hash: null },
        committed('b.md', 5),
        record('new.md', { pending: 'write' }),
      ]);
      const after = async (commit: number, limit = 10) =>
        (await manifest.committedAfter(collection, ref, commit, limit, never)).map(
          ({ document, staged: kept }) => [document, kept],
        );
      expect(await after(3)).toEqual([
        ['b.md', null],
        ['c.md', null],
        ['d.md', null],
      ]);
      expect(await after(0, 2)).toEqual([
        ['a.md', null],
        ['b.md', null],
      ]);
      expect(await after(12)).toEqual([]);
    });

    it('keeps tenants, corpora, sources and collections apart', async () => {
      const others = [
        { whose: { ...ref, tenant: `${ref.tenant}-other` }, into: collection },
        { whose: { ...ref, corpus: 'recipes' }, into: collection },
        { whose: { ...ref, source: 'wiki' }, into: collection },
        { whose: ref, into: 'docs__next' },
      ];
      for (const { whose, into } of others) await save([committed('a.md', 1, 7)], into, whose);
      expect(await all()).toEqual([]);
      expect(await manifest.get(collection, ref, ['a.md'], never)).toEqual([]);
      expect(await manifest.committedAfter(collection, ref, 0, 10, never)).toEqual([]);
      await save([committed('a.md', 2)]);
      await manifest.forgetSource(collection, ref, never);
      expect(await all()).toEqual([]);
      for (const { whose, into } of others) expect(await all(into, whose)).toHaveLength(1);
    });

    it('does nothing once its signal has aborted', async () => {
      const saving = manifest.save(collection, ref, [record('a.md')], AbortSignal.abort());
      expect(await portErrorOf(saving)).toMatchObject({ category: 'cancelled', retryable: false });
      expect(await all()).toEqual([]);
    });
  });
}
