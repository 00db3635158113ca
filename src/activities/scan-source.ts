import type { ScanResult } from '../contracts/ingest-activities.js';
import type { IngestInput, Quarantined, ScanCounts } from '../contracts/ingest.js';
import { mostQuarantinedListed } from '../contracts/limits.js';
import type { DocumentRecord, Manifest, SourceRecord } from '../ports/manifest.js';
import { PortError } from '../ports/port-error.js';
import type { IngestingPorts } from './ingesting-ports.js';
import { readBytes } from './read-bytes.js';
import { readAhead } from './read-ahead.js';
import { clientError } from './client-error.js';

/** More than this share of the known documents gone looks like an unmounted root, not like deletions. */
const mostGone = 0.3;
const recordsPerWrite = 256;
/** Documents read at the same time. */
const documentsAhead = 12;

type Input = IngestInput & { readonly collection: string };

/** What the manifest holds of a source. */
export interface KnownSource {
  readonly record: SourceRecord | null;
  readonly documents: ReadonlyMap<string, DocumentRecord>;
}

export interface Scan extends ScanResult {
  /** Records that have to change. */
  readonly changes: readonly DocumentRecord[];
}

/** A source that was never ingested. */
export const unknownSource: KnownSource = { record: null, documents: new Map() };

export async function readKnown(
  manifest: Pick<Manifest, 'source' | 'documents'>,
  input: Input,
  signal: AbortSignal,
): Promise<KnownSource> {
  const record = await manifest.source(input.collection, input, signal);
  const documents = new Map<string, DocumentRecord>();
  for await (const page of manifest.documents(input.collection, input, signal)) {
    for (const one of page) documents.set(one.document, one);
  }
  return { record, documents };
}

/** Compares every document under the root with what is known. Writes nothing. */
export async function compareSource(
  ports: Pick<IngestingPorts, 'documents' | 'maxDocumentBytes'>,
  input: Input,
  known: KnownSource,
  signal: AbortSignal,
): Promise<Scan> {
  requireSameRoot(known, input);
  const missing = new Map(known.documents);
  const counts = { new: 0, changed: 0, unchanged: 0, gone: 0 };
  let emptied = 0;
  const changes: DocumentRecord[] = [];
  const quarantined: Quarantined[] = [];
  const paths = await ports.documents.list(input, signal);
  const readings = readAhead(paths, documentsAhead, async (path) => {
    const read = await readBytes(ports, input, path, signal);
    const isEmpty = read.kind === 'bytes' && read.bytes.length === 0;
    return { path, hash: read.hash, isEmpty };
  });
  for await (const { path, hash, isEmpty } of readings) {
    const record = missing.get(path) ?? unseen(path);
    missing.delete(path);
    const change = changeOf(record, hash);
    counts[change] += 1;
    if (change === 'changed' && isEmpty) emptied += 1;
    // The bytes that were quarantined, unless the last good ones are back.
    const quarantine = change === 'unchanged' && hash === record.hash ? null : record.quarantine;
    if (change === 'unchanged' && quarantine) {
      quarantined.push({ document: record.document, reason: quarantine.reason });
    }
    const pending = change === 'unchanged' ? null : 'write';
    if (pending !== record.pending || quarantine !== record.quarantine) {
      changes.push({ ...record, pending, quarantine });
    }
  }

  const gone = [...missing.values()].filter((record) => !isBuried(record));
  counts.gone = gone.length;
  changes.push(...gone.map((record) => ({ ...record, pending: 'delete' as const })));
  requireFewDeletions({ ...counts, emptied }, input);
  const commits = [...known.documents.values()].map(({ commit }) => commit);
  return {
    ...counts,
    lastCommit: commits.reduce((last, commit) => Math.max(last, commit), known.record?.commit ?? 0),
    quarantinedCount: quarantined.length,
    quarantined: quarantined.slice(0, mostQuarantinedListed),
    changes,
  };
}

/** The same; where the root is gone, what can be copied from the collection that readers use. */
export async function compareOrCopy(
  ports: Pick<IngestingPorts, 'documents' | 'maxDocumentBytes' | 'manifest' | 'store'>,
  input: Input,
  known: KnownSource,
  signal: AbortSignal,
): Promise<Scan> {
  try {
    return await compareSource(ports, input, known, signal);
  } catch (error) {
    if (!(error instanceof PortError) || error.reason !== 'not_found') throw error;
    const copies = await compareCopies(ports, input, known, signal);
    if (copies === null) throw error;
    return copies;
  }
}

/**
 * What there is to copy when the root is gone but readers use another collection that has the source:
 * all its documents that are not in this one yet. Null where there is no such collection.
 */
async function compareCopies(
  { manifest, store }: Pick<IngestingPorts, 'manifest' | 'store'>,
  input: Input,
  known: KnownSource,
  signal: AbortSignal,
): Promise<Scan | null> {
  const copyFrom = await store.activeCollection(signal);
  if (copyFrom === null || copyFrom === input.collection) return null;
  const there = await readKnown(manifest, { ...input, collection: copyFrom }, signal);
  if (there.record?.root !== input.root) return null;
  const missing = [...there.documents.values()].filter(
    ({ document, hash }) => hash !== null && !known.documents.get(document)?.hash,
  );
  const changes = missing.map(({ document }) => {
    return { ...(known.documents.get(document) ?? unseen(document)), pending: 'write' as const };
  });
  const unchanged = there.documents.size - missing.length;
  const counts = { new: missing.length, changed: 0, unchanged, gone: 0 };
  const quarantine = { quarantinedCount: 0, quarantined: [] };
  return { ...counts, ...quarantine, lastCommit: known.record?.commit ?? 0, copyFrom, changes };
}

function changeOf(record: DocumentRecord, hash: string): keyof ScanCounts {
  if (hash === record.hash || hash === record.quarantine?.hash) return 'unchanged';
  return record.hash === null ? 'new' : 'changed';
}

/** Deleted, and not come back since, not even as something that cannot be read. */
function isBuried({ deleted, pending, quarantine }: DocumentRecord): boolean {
  return deleted && pending === null && quarantine === null;
}

/**
 * Writes the marks, and the source's own record when this is its first scan. What was staged of a
 * document that is as it was before is given up: no commit of it comes that would.
 */
export async function markPending(
  { manifest, store }: Pick<IngestingPorts, 'manifest' | 'store'>,
  input: Input,
  known: KnownSource,
  changes: readonly DocumentRecord[],
  signal: AbortSignal,
): Promise<void> {
  const { tenant, corpus, source, collection, root } = input;
  if (known.record === null) {
    const record: SourceRecord = {
      tenant,
      corpus,
      source,
      collection,
      root,
      commit: 0,
      sweptCommit: 0,
      completedAt: null,
    };
    await manifest.saveSource(record, signal);
  }
  for (let start = 0; start < changes.length; start += recordsPerWrite) {
    const page = changes.slice(start, start + recordsPerWrite);
    const settled = page
      .filter(({ document, pending }) => pending === null && wasToBeWritten(known, document))
      .map(({ document }) => document);
    if (settled.length > 0) await store.abandon(collection, input, settled, [], signal);
    await manifest.save(collection, input, page, signal);
  }
}

function wasToBeWritten({ documents }: KnownSource, document: string): boolean {
  return documents.get(document)?.pending === 'write';
}

function unseen(document: string): DocumentRecord {
  return {
    document,
    version: 0,
    hash: null,
    passages: 0,
    commit: 0,
    deleted: false,
    pending: null,
    quarantine: null,
    staged: null,
  };
}

function requireSameRoot({ record }: KnownSource, { source, root }: Input): void {
  if (record === null || record.root === root) return;
  const message = `Source "${source}" already holds ${record.root}; give this one another name with --source`;
  throw clientError('manifest', 'bad_input', message);
}

/** A file truncated to nothing deletes as much as a missing one. */
function requireFewDeletions(
  { gone, emptied, changed, unchanged }: ScanCounts & { readonly emptied: number },
  { allowDeletes, root }: Input,
): void {
  const before = changed + unchanged + gone;
  if (allowDeletes || gone + emptied <= mostGone * before) return;
  const what = [
    ...(gone > 0 ? [`${gone} of ${before} known documents are missing under ${root}`] : []),
    ...(emptied > 0 ? [`${emptied} of ${before} known documents are empty under ${root}`] : []),
  ].join(', ');
  const message = `${what}: is it mounted? If that is intended, add --allow-deletes`;
  throw clientError('documents', 'too_many_gone', message);
}
