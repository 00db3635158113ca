import type { IngestActivities } from '../contracts/ingest-activities.js';
import type { Quarantined } from '../contracts/ingest.js';
import { isLexicalOnly } from '../core/collection-name.js';
import type { DocumentRecord } from '../ports/manifest.js';
import type { StagedPassage } from '../core/staged-passage.js';
import type { IngestingPorts } from './ingesting-ports.js';
import { readAhead } from './read-ahead.js';
import { readCopies } from './read-copies.js';
import { readDocument } from './read-document.js';

type Input = Parameters<IngestActivities['stageDocuments']>[0];
type Result = Awaited<ReturnType<IngestActivities['stageDocuments']>>;

/** Passages kept to be written together, some 5 KB each: a write takes long for a few, too. */
const mostWaiting = 1_000;
/** Documents read and chunked while others are written. */
const documentsAhead = 6;

/**
 * Writes the passages of the documents as not live yet, and what to commit into the manifest. Passages
 * of a document that was never there, in an index whose vectors, if any, come later, are live at once: nothing about
 * them changes any more. A document that cannot be read is quarantined with its reason; its last good version
 * stays live.
 */
export async function stageDocuments(
  ports: IngestingPorts,
  { source, collection, root, documents, window, copyFrom }: Input,
  signal: AbortSignal,
): Promise<Result> {
  const { manifest, plan, store } = ports;
  const liveAtOnce = plan.embedLater || isLexicalOnly(collection);
  const staged: DocumentRecord[] = [];
  const broken: DocumentRecord[] = [];
  const quarantined: Quarantined[] = [];
  const waiting = { known: [] as StagedPassage[], unseen: [] as StagedPassage[] };
  const stageWaiting = async () => {
    const [known, unseen] = [waiting.known.splice(0), waiting.unseen.splice(0)];
    await store.stage(collection, source, known, signal);
    await store.stageUnseen(collection, source, unseen, { live: liveAtOnce }, signal);
  };
  const records = await manifest.get(collection, source, documents, signal);
  const copied = copyFrom && (await readCopies(ports, copyFrom, source, documents, signal));
  const readings = readAhead(records, documentsAhead, async (record) => {
    const { document: path } = record;
    const version = nextVersion(record);
    const at = { source, root, path, version, window };
    const read = copied ? copied(path, version) : await readDocument(ports, at, signal);
    return { record, path, version, read };
  });
  for await (const { record, path, version, read } of readings) {
    if (read.kind === 'unreadable') {
      const { reason, hash } = read;
      quarantined.push({ document: path, reason });
      broken.push({ ...record, pending: null, staged: null, quarantine: { reason, hash } });
      continue;
    }
    const { hash, passages } = read;
    const live = liveAtOnce && isUnseen(record);
    (isUnseen(record) ? waiting.unseen : waiting.known).push(...passages);
    if (waiting.known.length + waiting.unseen.length >= mostWaiting) await stageWaiting();
    const positions = passages.map(({ id, start, end }) => ({ id, start, end }));
    const next = { hash, version, passages: positions, ...(live && { live }) };
    staged.push({ ...record, staged: next });
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

/** Nothing of the document can be in the index, or only what a lost attempt of this step has written. */
function isUnseen({ version, staged, quarantine }: DocumentRecord): boolean {
  return version === 0 && staged === null && quarantine === null;
}

/** What readers see already, though no commit tells of it, counts as a version. */
function nextVersion({ version, staged }: DocumentRecord): number {
  return 1 + (staged?.live ? staged.version : version);
}

function stagedIds({ staged }: DocumentRecord): readonly string[] {
  return staged?.passages.map(({ id }) => id) ?? [];
}
