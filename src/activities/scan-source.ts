import { createHash } from 'node:crypto';
import type { IngestInput, ScanCounts } from '../contracts/ingest.js';
import type { FoundDocument } from '../ports/document-source.js';
import type { DocumentRecord, SourceRecord } from '../ports/manifest.js';
import type { IngestingPorts } from './ingesting-ports.js';
import { refused } from './refused.js';

/** More than this share of the known documents gone looks like an unmounted root, not like deletions. */
const mostGone = 0.3;
const recordsPerWrite = 256;

export interface Scan {
  readonly counts: ScanCounts;
  readonly lastCommit: number;
  /** Records whose pending mark has to change. */
  readonly changes: readonly DocumentRecord[];
}

/** Compares every document under the root with the manifest. Writes nothing. */
export async function compareSource(
  ports: IngestingPorts,
  input: IngestInput & { readonly collection: string },
  signal: AbortSignal,
): Promise<Scan> {
  const { documents, manifest } = ports;
  const { collection, root } = input;
  await refuseOtherRoot(ports, input, signal);
  const known = new Map<string, DocumentRecord>();
  let lastCommit = 0;
  for await (const page of manifest.documents(collection, input, signal)) {
    for (const record of page) {
      known.set(record.document, record);
      lastCommit = Math.max(lastCommit, record.commit);
    }
  }

  const counts = { new: 0, changed: 0, unchanged: 0, gone: 0 };
  const changes: DocumentRecord[] = [];
  const found = await documents.list(root, signal);
  for (const document of found) {
    const record = known.get(document.path) ?? unseen(document.path);
    known.delete(document.path);
    const hash = await hashOf(ports, root, document, signal);
    const same = hash === record.hash || hash === record.quarantine?.hash;
    if (same) counts.unchanged += 1;
    else if (record.hash === null) counts.new += 1;
    else counts.changed += 1;
    const pending = same ? null : 'write';
    if (pending !== record.pending) changes.push({ ...record, pending });
  }

  const gone = [...known.values()].filter((record) => !record.deleted);
  counts.gone = gone.length;
  changes.push(...gone.map((record) => ({ ...record, pending: 'delete' as const })));
  refuseMassDeletion(counts, input);
  return { counts, lastCommit, changes };
}

/** Writes the marks, and the source's own record when this is its first scan. */
export async function markPending(
  { manifest }: IngestingPorts,
  input: IngestInput & { readonly collection: string },
  changes: readonly DocumentRecord[],
  signal: AbortSignal,
): Promise<void> {
  const { tenant, corpus, source, collection, root } = input;
  if ((await manifest.source(collection, input, signal)) === null) {
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
    await manifest.save(collection, input, page, signal);
  }
}

/** sha256 of the bytes; of documents too large to be read, their size. */
async function hashOf(
  { documents, maxDocumentBytes }: IngestingPorts,
  root: string,
  { path, bytes }: FoundDocument,
  signal: AbortSignal,
): Promise<string> {
  if (bytes > maxDocumentBytes) return `bytes:${bytes}`;
  return contentHash(await documents.read(root, path, signal));
}

export function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
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

async function refuseOtherRoot(
  { manifest }: IngestingPorts,
  input: IngestInput & { readonly collection: string },
  signal: AbortSignal,
): Promise<void> {
  const known = await manifest.source(input.collection, input, signal);
  if (known === null || known.root === input.root) return;
  const message = `Source "${input.source}" already holds ${known.root}; give this one another name with --source`;
  throw refused('manifest', 'bad_input', message);
}

function refuseMassDeletion(counts: ScanCounts, { allowDeletes, root }: IngestInput): void {
  const before = counts.changed + counts.unchanged + counts.gone;
  if (allowDeletes || counts.gone <= mostGone * before) return;
  const message = `${counts.gone} of ${before} known documents are missing under ${root}: is it mounted? If they are meant to be gone, add --allow-deletes`;
  throw refused('documents', 'too_many_gone', message);
}
