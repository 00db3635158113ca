import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SourceRef } from '../../src/contracts/ingest.js';
import type { Candidate } from '../../src/contracts/passage.js';
import { queryTerms } from '../../src/core/query-terms.js';
import type { PassageIndex } from '../../src/ports/passage-index.js';
import type { StagedPassage } from '../../src/core/staged-passage.js';
import type { PassageStore } from '../../src/ports/passage-store.js';
import { samplePassage } from './passage-index-contract.js';
import { portErrorOf } from './vendor-faults.js';

export interface StartedStore {
  readonly store: PassageStore;
  /** Reads what the store wrote. */
  readonly index: PassageIndex;
  /** Prepared and active, with a space of four dimensions. */
  readonly collection: string;
}

const never = new AbortController().signal;
const path = 'pump.md';
const vector = Float32Array.of(1, 0, 0, 0);

/** What every store of passages promises. */
export function passageStoreContract(title: string, start: () => Promise<StartedStore>): void {
  describe(`${title} as a passage store`, () => {
    let store: PassageStore;
    let index: PassageIndex;
    let collection: string;
    let source: SourceRef;
    beforeAll(async () => {
      ({ store, index, collection } = await start());
    });
    beforeEach(() => {
      source = { tenant: `tenant-${randomUUID()}`, corpus: 'handbook', source: 'docs' };
    });

    const passage = (text: string, version = 1, at = path): StagedPassage =>
      samplePassage(source, at, text, version);
    const stage = (passages: readonly StagedPassage[]): Promise<number> =>
      store.stage(collection, source, passages, never);
    const commit = (version: number, passages: readonly StagedPassage[], at = path) =>
      store.commit(collection, source, [{ path: at, version, passages }], never);
    const publish = async (version: number, passages: readonly StagedPassage[], at = path) => {
      await stage(passages);
      await commit(version, passages, at);
    };
    const find = async (words: string, who: SourceRef = source): Promise<readonly Candidate[]> =>
      (await index.searchLexical(who, queryTerms(words), 50, never)).candidates;
    const load = async (ids: readonly string[]) => index.load(source, ids, never);
    const texts = async (words: string) =>
      (await load((await find(words)).map(({ id }) => id))).map(({ text }) => text).sort();
    const loaded = async (ids: readonly string[]) => (await load(ids)).length;
    const missingVectors = async (documents = [path], limit = 10) => {
      const found = await store.unembedded(collection, source, documents, limit, never);
      return { texts: found.passages.map(({ embeddedText }) => embeddedText), total: found.total };
    };
    const afterNow = () => new Date(Date.now() + 60_000).toISOString();

    it('prepares what is prepared already without touching it', async () => {
      await publish(1, [passage('pump one')]);
      const space = { provider: 'test', model: 'test', dimensions: 4 };
      const again = () => store.prepare({ collection, space }, never);
      await Promise.all([again(), again()]);
      expect(await texts('pump')).toEqual(['pump one']);
    });

    it('hides what is staged until it is committed', async () => {
      const passages = [passage('pump one'), passage('pump two')];
      expect(await stage(passages)).toBe(2);
      expect(await texts('pump')).toEqual([]);
      expect(await loaded(passages.map(({ id }) => id))).toBe(2);
      await commit(1, passages);
      expect(await texts('pump')).toEqual(['pump one', 'pump two']);
    });

    it('writes a passage once, however often it is staged', async () => {
      const one = passage('pump one');
      expect(await stage([one])).toBe(1);
      expect(await stage([one, passage('pump two')])).toBe(1);
      expect(await stage([])).toBe(0);
    });

    it('stages more passages than fit one request', async () => {
      const passages = Array.from({ length: 600 }, (_, n) => passage(`pump number ${n}`));
      expect(await stage(passages)).toBe(600);
      expect(await stage(passages)).toBe(0);
    });

    it('leaves live passages and their vectors as they are when they are staged again', async () => {
      const one = passage('pump one');
      await publish(1, [one]);
      await store.setVectors(collection, [{ id: one.id, vector }], never);
      await stage([{ ...one, version: 2, start: 99, end: 120 }]);
      expect(await find('pump')).toMatchObject([{ id: one.id, version: 1, start: 10 }]);
      expect(await missingVectors()).toEqual({ texts: [], total: 0 });
    });

    it('moves retained passages to the new version and position, and retires the others', async () => {
      const [kept, dropped] = [passage('pump kept'), passage('pump dropped')];
      await publish(1, [kept, dropped]);
      const [moved, added] = [{ ...kept, start: 500, end: 509 }, passage('pump added', 2)];
      await publish(2, [moved, added]);
      expect(await find('pump kept')).toMatchObject([
        { id: kept.id, version: 2, start: 500, end: 509 },
        { id: added.id, version: 2, start: 10 },
      ]);
      expect(await loaded([dropped.id])).toBe(1);
    });

    it('commits the same version any number of times with the same result', async () => {
      const [kept, dropped] = [passage('pump kept'), passage('pump dropped')];
      await publish(1, [kept, dropped]);
      await commit(2, [kept]);
      const first = await find('pump');
      await commit(2, [kept]);
      expect(await find('pump')).toEqual(first);
    });

    it('retires what an abandoned version left staged', async () => {
      const [abandoned, final] = [passage('pump abandoned', 2), passage('pump final', 2)];
      await stage([abandoned]);
      await publish(2, [final]);
      await store.sweep(collection, source, afterNow(), never);
      expect(await loaded([abandoned.id, final.id])).toBe(1);
    });

    it('survives the late repetition of an older commit', async () => {
      const [old, current] = [passage('pump old'), passage('pump current', 2)];
      await publish(1, [old]);
      await stage([current]);
      await commit(1, [old]);
      await commit(2, [current]);
      await store.sweep(collection, source, afterNow(), never);
      expect(await find('pump')).toMatchObject([{ id: current.id, version: 2 }]);
      await commit(3, []);
      await store.sweep(collection, source, afterNow(), never);
      expect(await loaded([current.id])).toBe(0);
    });

    it('commits a document that has become empty', async () => {
      await publish(1, [passage('pump one')]);
      await commit(2, []);
      expect(await texts('pump')).toEqual([]);
    });

    it('refuses to commit passages that were never staged', async () => {
      const error = await portErrorOf(commit(1, [passage('pump one')]));
      expect(error).toMatchObject({ reason: 'not_found', retryable: false });
      expect(error.message).toContain('1 of 1 passages of pump.md');
    });

    it('revives a retired passage, which a sweep then spares', async () => {
      const [old, current] = [passage('pump old'), passage('pump current', 2)];
      await publish(1, [old]);
      await publish(2, [current]);
      expect(await stage([old])).toBe(0);
      await store.sweep(collection, source, afterNow(), never);
      await commit(3, [old]);
      expect(await find('pump')).toMatchObject([{ id: old.id, version: 3 }]);
    });

    it('lists live and staged passages without a vector, never retired ones', async () => {
      const [live, staged, retired] = [
        passage('pump live'),
        passage('pump next', 2),
        passage('pump old'),
      ];
      await publish(1, [live, retired]);
      await commit(1, [live]);
      await stage([staged, passage('soup', 1, 'soup.md')]);
      const found = await missingVectors();
      expect(found.texts.sort()).toEqual([live.embeddedText, staged.embeddedText].sort());
      expect(found.total).toBe(2);
      const one = await missingVectors([path, 'soup.md'], 1);
      expect(one).toMatchObject({ texts: { length: 1 }, total: 3 });
      await store.setVectors(collection, [{ id: live.id, vector }], never);
      expect(await missingVectors()).toEqual({ texts: [staged.embeddedText], total: 1 });
    });

    it('retires whole documents, which stay loadable until swept', async () => {
      const [pump, soup] = [passage('pump one'), passage('pump soup', 1, 'soup.md')];
      await publish(1, [pump]);
      await publish(1, [soup], 'soup.md');
      const before = new Date(Date.now() - 60_000).toISOString();
      await store.retire(collection, source, [path], never);
      expect(await texts('pump')).toEqual(['pump soup']);
      await store.sweep(collection, source, before, never);
      expect(await loaded([pump.id, soup.id])).toBe(2);
      await store.sweep(collection, source, afterNow(), never);
      expect(await loaded([pump.id, soup.id])).toBe(1);
    });

    it('keeps the first time of retirement, so that nothing waits for ever', async () => {
      const one = passage('pump one');
      await publish(1, [one]);
      await store.retire(collection, source, [path], never);
      const afterFirst = new Date(Date.now() + 1).toISOString();
      await expect.poll(() => new Date().toISOString() > afterFirst).toBe(true);
      await store.retire(collection, source, [path], never);
      await store.sweep(collection, source, afterFirst, never);
      expect(await loaded([one.id])).toBe(0);
    });

    it('touches nothing of other tenants, corpora and sources', async () => {
      const others = [
        { ...source, tenant: `${source.tenant}-other` },
        { ...source, corpus: 'recipes' },
        { ...source, source: 'wiki' },
      ];
      for (const other of others) {
        const passages = [samplePassage(other, path, 'pump of a zeppelin')];
        await store.stage(collection, other, passages, never);
        await store.commit(collection, other, [{ path, version: 1, passages }], never);
      }
      await publish(1, [passage('pump one')]);
      await commit(2, []);
      await store.retire(collection, source, [path], never);
      await store.sweep(collection, source, afterNow(), never);
      await store.forget(collection, source, never);
      for (const other of others) expect(await find('zeppelin', other)).toHaveLength(1);
    });

    it('forgets a source with everything in it', async () => {
      const [live, staged] = [passage('pump live'), passage('pump staged', 2)];
      await publish(1, [live]);
      await stage([staged]);
      await store.forget(collection, source, never);
      expect(await loaded([live.id, staged.id])).toBe(0);
    });

    it('hands out live passages with their terms', async () => {
      const [live, staged] = [passage('pump live'), passage('pump staged', 2)];
      await publish(1, [live]);
      await stage([staged]);
      const { embeddedText, terms, ...described } = live;
      const passages = await store.livePassages(collection, source, [path], never);
      expect(passages).toMatchObject([{ ...described, source: 'docs' }]);
      expect(passages[0]).not.toHaveProperty('embeddedText');
      expect(await store.embeddedTexts(collection, source, [path], never)).toEqual(
        new Map([[live.id, embeddedText]]),
      );
      expect(passages[0]?.terms.indices).toEqual(terms.indices);
      terms.values.forEach((value, n) =>
        expect(passages[0]?.terms.values[n]).toBeCloseTo(value, 5),
      );
    });

    it('never shows a reader two versions of a document while commits follow each other', async () => {
      const version = (number: number) =>
        [number, number + 1, number + 2, number + 3].map((n) => ({
          ...passage(`pump part ${n}`, number),
          start: number * 100 + n,
        }));
      await publish(1, version(1));
      let writing = true;
      const writer = (async () => {
        for (let number = 2; number <= 40; number++) await publish(number, version(number));
      })().finally(() => {
        writing = false;
      });
      const seen = new Set<number>();
      while (writing) {
        const hits = await find('pump part');
        const versions = new Set(hits.map((hit) => hit.version));
        expect(versions.size).toBe(1);
        for (const hit of hits) {
          seen.add(hit.version);
          expect(Math.floor(hit.start / 100)).toBe(hit.version);
        }
      }
      await writer;
      expect(seen.size).toBeGreaterThan(1);
    });
  });
}
