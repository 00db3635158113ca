import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SourceRef } from '../../src/contracts/ingest.js';
import { queryTerms } from '../../src/core/query-terms.js';
import type { StagedPassage } from '../../src/core/staged-passage.js';
import type { CommittedDocument } from '../../src/ports/passage-store.js';
import { samplePassage } from './passage-index-contract.js';
import type { StartedStore } from './passage-store-contract.js';
import { portErrorOf } from './vendor-faults.js';

const never = new AbortController().signal;

/** What every store of passages promises of documents that are committed together. */
export function commitContract(title: string, start: () => Promise<StartedStore>): void {
  describe(`${title} with several documents in one commit`, () => {
    let started: StartedStore;
    let source: SourceRef;
    beforeAll(async () => {
      started = await start();
    });
    beforeEach(() => {
      source = { tenant: `tenant-${randomUUID()}`, corpus: 'handbook', source: 'docs' };
    });

    const passage = (path: string, text: string, version = 1): StagedPassage =>
      samplePassage(source, path, text, version);
    const document = (path: string, texts: readonly string[], version = 1) => ({
      path,
      version,
      passages: texts.map((text) => passage(path, text, version)),
    });
    const stage = (passages: readonly StagedPassage[]) =>
      started.store.stage(started.collection, source, passages, never);
    const commit = (documents: readonly CommittedDocument[]) =>
      started.store.commit(started.collection, source, documents, never);
    const publish = async (documents: readonly ReturnType<typeof document>[]) => {
      await stage(documents.flatMap(({ passages }) => passages));
      await commit(documents);
    };
    const found = async () => {
      const terms = queryTerms('pump');
      const { candidates } = await started.index.searchLexical(source, terms, 50, never);
      return candidates.map((hit) => [hit.document, hit.version, hit.start]).sort();
    };

    it('takes documents that readers see already, and retires what a lost attempt left of them', async () => {
      const { store, collection } = started;
      const live = document('new.md', ['pump new', 'pump newer']);
      const lost = passage('new.md', 'pump lost');
      await store.stageUnseen(collection, source, [lost, ...live.passages], { live: true }, never);
      expect(await found()).toHaveLength(3);
      await publish([document('other.md', ['pump other'])]);
      await commit([{ ...live, live: true }]);
      const { passages } = await store.unembedded(collection, source, ['new.md'], 10, never);
      const ids = passages.map(({ id }) => id);
      expect(ids.sort()).toEqual(live.passages.map(({ id }) => id).sort());
      expect(await found()).toHaveLength(3);
    });

    it('stages what is new unseen by readers, where it is not to be live yet', async () => {
      const { store, collection } = started;
      const unseen = document('new.md', ['pump new']);
      await store.stageUnseen(collection, source, unseen.passages, { live: false }, never);
      expect(await found()).toEqual([]);
      await commit([unseen]);
      expect(await found()).toHaveLength(1);
    });

    it('undoes nothing when an attempt to stage comes late, after another has gone on', async () => {
      const { store, collection } = started;
      const { passages } = document('new.md', ['pump new']);
      const late = () => store.stageUnseen(collection, source, passages, { live: false }, never);
      const bought = Float32Array.of(1, 0, 0, 0);
      const vectors = passages.map(({ id }) => ({ id, vector: bought }));
      const unembedded = async () =>
        (await store.unembedded(collection, source, ['new.md'], 10, never)).total;
      await late();
      expect(await unembedded()).toBe(1);
      await store.setVectors(collection, vectors, never);
      await late();
      expect(await unembedded()).toBe(0);
      await commit([{ path: 'new.md', version: 1, passages }]);
      await late();
      expect(await found()).toEqual([['new.md', 1, 10]]);
    });

    it('takes back no passage that a later version kept, when live ones are staged late', async () => {
      const { store, collection } = started;
      const first = document('new.md', ['pump kept']);
      const stageLive = (passages: readonly StagedPassage[]) =>
        store.stageUnseen(collection, source, passages, { live: true }, never);
      const moved = first.passages.map((one) => ({ ...one, start: 40, end: 49 }));
      await stageLive(first.passages);
      await stageLive(moved);
      expect(await found()).toEqual([['new.md', 1, 40]]);
      await commit([{ path: 'new.md', version: 2, passages: moved }]);
      await stageLive(first.passages);
      expect(await found()).toEqual([['new.md', 2, 40]]);
    });

    it('leaves out what was abandoned before, and what is kept of it comes in later', async () => {
      const { store, index, collection } = started;
      await publish([document('old.md', ['pump old'])]);
      const gone = passage('old.md', 'pump gone');
      const kept = passage('old.md', 'pump kept');
      await stage([gone, kept]);
      await store.abandon(collection, source, ['old.md'], [kept.id], never);
      const { passages } = await store.unembedded(collection, source, ['old.md'], 10, never);
      expect(passages.map(({ embeddedText }) => embeddedText)).not.toContain(gone.embeddedText);
      expect(passages).toHaveLength(2);
      await store.sweep(collection, source, new Date(Date.now() + 60_000).toISOString(), never);
      const loaded = await index.load(source, [gone.id, kept.id], never);
      expect(loaded.map(({ id }) => id)).toEqual([kept.id]);
      expect(await found()).toEqual([['old.md', 1, 10]]);
    });

    it('publishes new and changed ones, and retires what they no longer have', async () => {
      await publish([document('old.md', ['pump kept', 'pump dropped'])]);
      const fresh = [document('a.md', ['pump of a']), document('b.md', ['pump of b'])];
      await stage([
        ...fresh.flatMap(({ passages }) => passages),
        passage('b.md', 'pump left over'),
      ]);
      const kept = { ...passage('old.md', 'pump kept'), start: 70, end: 79 };
      await commit([{ path: 'old.md', version: 2, passages: [kept] }, ...fresh]);
      expect(await found()).toEqual([
        ['a.md', 1, 10],
        ['b.md', 1, 10],
        ['old.md', 2, 70],
      ]);
    });

    it('changes nothing when there are none', async () => {
      await publish([document('a.md', ['pump one'])]);
      await commit([]);
      expect(await found()).toEqual([['a.md', 1, 10]]);
    });

    it('takes more passages than fit one request', async () => {
      const texts = Array.from({ length: 900 }, (_, at) => `pump ${at}`);
      const documents = Array.from({ length: 4 }, (_, n) =>
        document(`${n}.md`, texts, 1 + (n % 2)),
      );
      await publish(documents);
      for (const { path } of documents) {
        const { store, collection } = started;
        const live = await store.livePassages(collection, source, [path], never);
        expect(live).toHaveLength(900);
      }
    });

    it('publishes none of them when one was not staged', async () => {
      const [staged, missing] = [document('a.md', ['pump one']), document('b.md', ['pump two'])];
      await stage(staged.passages);
      const error = await portErrorOf(commit([staged, missing]));
      expect(error.message).toContain('1 of 1 passages of b.md');
      expect(await found()).toEqual([]);
    });
  });
}
