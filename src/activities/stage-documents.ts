import type { IngestActivities } from '../contracts/activities.js';
import type { Quarantined } from '../contracts/ingest.js';
import type { DocumentRecord } from '../ports/manifest.js';
import type { StagedPassage } from '../core/staged-passage.js';
import type { IngestingPorts } from './ingesting-ports.js';
import { readCopies } from './read-copies.js';
import { readDocument } from './read-document.js';

type Input = Parameters<IngestActivities['stageDocuments']>[0];
type Result = Awaited<ReturnType<IngestActivities['stageDocuments']>>;

/** Passages kept to be written together, some 5 KB each: a write takes long for a few, too. */
const mostWaiting = 1_000;

/**
 * Writes the passages of the documents as not live yet, and what to commit into the manifest. A
 * document that cannot be read is quarantined with its reason; its last good version stays live.
 */
export async function stageDocuments(
  ports: IngestingPorts,
  { source, collection, root, documents, window, copyFrom }: Input,
  signal: AbortSignal,
): Promise<Result> {
  const { manifest, store } = ports;
  const staged: DocumentRecord[] = [];
  const broken: DocumentRecord[] = [];
  const quarantined: Quarantined[] = [];
  let waiting: StagedPassage[] = [];
  const stageWaiting = async () => {
    await store.stage(collection, source, waiting, signal);
    waiting = [];
  };
  const records = await manifest.get(collection, source, documents, signal);
  const copied = copyFrom && (await readCopies(ports, copyFrom, source, documents, signal));
  for (const record of records) {
    const { document: path } = record;
    const version = record.version + 1;
    const at = { source, root, path, version, window };
    const read = copied ? copied(path, version) : await readDocument(ports, at, signal);
    if (read.kind === 'unreadable') {
      const { reason, hash } = read;
      quarantined.push({ document: path, reason });
      broken.push({ ...record, pending: null, staged: null, quarantine: { reason, hash } });
      continue;
    }
    const { hash, passages } = read;
    waiting.push(...passages);
    if (waiting.length >= mostWaiting) await stageWaiting();
    const positions = passages.map(({ id, start, end }) => ({ id, start, end }));
    staged.push({ ...record, staged: { hash, version, passages: positions } });
  }
  await stageWaiting();
  // What an earlier run staged of another version is not to be bought vectors for.
  const again = records.filter((record) => record.staged).map(({ document }) => document);
  if (again.length > 0) {
    await store.abandon(collection, source, again, staged.flatMap(stagedIds), signal);
  }
  await manifest.save(collection, source, [...staged, ...broken], signal);
  return { staged: staged.map(({ document }) => document), quarantined };
}

function stagedIds({ staged }: DocumentRecord): readonly string[] {
  return staged?.passages.map(({ id }) => id) ?? [];
}
