import { newestVersions } from '../../core/newest-version.js';
import type { DocumentRecord, Manifest, SourceRecord } from '../../ports/manifest.js';
import type { PassageStore } from '../../ports/passage-store.js';
import { missesTombstones, type Copy } from './copies.js';
import type { CopiedDocument } from './copy-contents.js';
import type { StandbyWriter, Standby } from './standby.js';

export interface StandbySync {
  readonly manifest: Pick<Manifest, 'sources' | 'source' | 'committedAfter'>;
  readonly store: Pick<PassageStore, 'livePassages'>;
  readonly standby: Standby;
  /** The physical collection readers use. */
  readonly collection: string;
  readonly signal: AbortSignal;
}

const recordsPerPage = 1000;
/** Documents read from the index and written in one transaction; some 200 passages. */
const documentsAtOnce = 32;

/**
 * Brings the standby in line with the collection: of every source, the documents committed after its
 * own mark. May end at any point, by a crash too, and is taken up there the next time. Does nothing
 * while another process holds the lease.
 */
export async function syncStandby(sync: StandbySync): Promise<void> {
  const writer = await sync.standby.acquireWriter();
  if (writer === null) return;
  try {
    await fill(sync, writer);
  } finally {
    await writer.release();
  }
}

async function fill(sync: StandbySync, writer: StandbyWriter): Promise<void> {
  const { manifest, collection, signal } = sync;
  const startedAt = new Date().toISOString();
  const sources = await manifest.sources({ collection }, signal);
  const copies = await writer.plan(collection, sources);
  if (!copies) return;
  for (const [position, source] of sources.entries()) {
    const copy = copies[position];
    if (copy) await catchUp(sync, writer, copy, source);
    await writer.publish(collection, startedAt);
  }
  if (sources.length === 0) await writer.publish(collection, startedAt);
  while (!signal.aborted && (await writer.purge()));
}

async function catchUp(
  sync: StandbySync,
  writer: StandbyWriter,
  copy: Copy,
  source: SourceRecord,
): Promise<void> {
  let { mark } = copy;
  while (mark < source.commit) {
    const { records, upTo } = await nextCommits(sync, source, mark);
    // They may have been swept just before they could be listed; the next time, a new copy is begun.
    const now = await sync.manifest.source(sync.collection, source, sync.signal);
    if (now && missesTombstones({ ...copy, mark }, now)) return;
    let writing = Promise.resolve(true);
    for (let start = 0; start < records.length; start += documentsAtOnce) {
      const some = records.slice(start, start + documentsAtOnce);
      const documents = await readLive(sync, source, some);
      // What was read before has been written meanwhile.
      if (!(await writing)) return;
      writing = writer.replace(copy, documents);
      // Prevents an unhandled rejection; it is awaited after the next reading, unless that fails.
      writing.catch(() => undefined);
    }
    if (!(await writing)) return;
    if (!(await writer.advance(copy, upTo))) return;
    mark = upTo;
  }
}

/**
 * The records of whole commits after `mark`, as many as fit a page. Nothing newer than the commit the
 * source itself speaks of: of that one, not all records need to be written yet.
 */
async function nextCommits(
  { manifest, collection, signal }: StandbySync,
  source: SourceRecord,
  mark: number,
): Promise<{ readonly records: readonly DocumentRecord[]; readonly upTo: number }> {
  for (let limit = recordsPerPage; ; limit *= 2) {
    const page = await manifest.committedAfter(collection, source, mark, limit, signal);
    const last = page.at(-1)?.commit ?? 0;
    const upTo = page.length < limit ? source.commit : Math.min(source.commit, last - 1);
    if (upTo > mark) return { records: page.filter(({ commit }) => commit <= upTo), upTo };
  }
}

async function readLive(
  { store, collection, signal }: StandbySync,
  source: SourceRecord,
  records: readonly DocumentRecord[],
): Promise<readonly CopiedDocument[]> {
  const there = records.filter(({ deleted }) => !deleted).map(({ document }) => document);
  const live = there.length > 0 ? await store.livePassages(collection, source, there, signal) : [];
  const passages = Map.groupBy(newestVersions(live), ({ document }) => document);
  return records.map(({ document }) => ({ document, passages: passages.get(document) ?? [] }));
}
